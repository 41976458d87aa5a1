"""One change to many records, and the way back."""

import datetime

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories import AccountFactory, EquipmentFactory, OrganisationFactory, make_many

from hashiwatashi.common.audit import trail
from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.errors import Conflict, InvalidInput, NotFound
from hashiwatashi.equipment.actions import change_equipment, change_many, confirm_many, undo_many
from hashiwatashi.equipment.models import Equipment

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 11, 27)
BEFORE = datetime.date(2024, 3, 1)


@pytest.fixture
def clerk():
    return AccountFactory()


def everything():
    return Equipment.objects.all()


def days():
    return list(Equipment.objects.order_by("pk").values_list("verified_on", flat=True))


def test_many_are_confirmed_with_one_line_each(clerk):
    for day in (None, BEFORE, DAY):
        EquipmentFactory(verified_on=day)
    batch = confirm_many(everything(), by=clerk, day=DAY)
    assert (len(batch.changed), len(batch.unchanged)) == (2, 1)
    assert days() == [DAY] * 3
    lines = AuditEvent.objects.filter(event="equipment.confirmed").order_by("pk")
    assert [line.data["changed"] for line in lines] == [
        {"verified_on": [None, "2026-11-27"]},
        {"verified_on": ["2024-03-01", "2026-11-27"]},
    ]
    assert {line.data["batch"] for line in lines} == {str(batch.uid)}
    assert list(trail.broken_lines()) == []


def test_five_hundred_take_as_many_queries_as_one(clerk, django_assert_max_num_queries):
    make_many(EquipmentFactory, 500)
    with django_assert_max_num_queries(12):
        batch = confirm_many(everything(), by=clerk, day=DAY)
    assert (len(batch.changed), set(days())) == (500, {DAY})


def test_one_line_with_the_version_lets_forms_see_the_change(clerk):
    record = EquipmentFactory()
    confirm_many(everything(), by=clerk, day=DAY)
    record.refresh_from_db()
    assert (record.version, AuditEvent.objects.get().data["version"]) == (2, 2)


def test_what_was_changed_since_is_left_alone(clerk):
    first, second = EquipmentFactory(verified_on=BEFORE), EquipmentFactory(verified_on=BEFORE)
    batch = confirm_many(everything(), by=clerk, day=DAY)
    change_equipment(second, by=clerk, place="別の部屋")
    undone = undo_many(batch.uid, everything(), by=clerk)
    assert ([r.pk for r in undone.restored], [r.pk for r in undone.left]) == ([first.pk], [second.pk])
    assert days() == [BEFORE, DAY]
    line = AuditEvent.objects.get(event="equipment.taken_back")
    assert line.data == {
        "changed": {"verified_on": ["2026-11-27", "2024-03-01"]},
        "version": 3,
        "undoes": str(batch.uid),
    }


def test_only_among_the_records_given(clerk):
    own, foreign = EquipmentFactory(), EquipmentFactory()
    batch = confirm_many(everything(), by=clerk, day=DAY)
    undo_many(batch.uid, Equipment.objects.filter(pk=own.pk), by=clerk)
    foreign.refresh_from_db()
    assert foreign.verified_on == DAY


def test_nobody_else_takes_it_back(clerk):
    EquipmentFactory()
    batch = confirm_many(everything(), by=clerk, day=DAY)
    with pytest.raises(NotFound):
        undo_many(batch.uid, everything(), by=AccountFactory())


def test_it_is_taken_back_once(clerk):
    EquipmentFactory()
    batch = confirm_many(everything(), by=clerk, day=DAY)
    undo_many(batch.uid, everything(), by=clerk)
    with pytest.raises(Conflict):
        undo_many(batch.uid, everything(), by=clerk)


def test_it_is_taken_back_on_the_same_day_only(clerk):
    EquipmentFactory()
    with time_machine.travel("2026-11-27T23:50:00+09:00", tick=False):
        batch = confirm_many(everything(), by=clerk, day=DAY)
    with time_machine.travel("2026-11-28T00:10:00+09:00", tick=False), pytest.raises(NotFound):
        undo_many(batch.uid, everything(), by=clerk)


def test_a_value_that_cannot_be_stored_changes_nothing(clerk):
    EquipmentFactory()
    with pytest.raises(InvalidInput) as refused:
        change_many(everything(), by=clerk, changes={"contact_mail": "x", "contact_phone": "0" * 40})
    assert set(refused.value.data["fields"]) == {"contact_mail", "contact_phone"}
    assert AuditEvent.objects.count() == 0


VALUES = st.fixed_dictionaries(
    {},
    optional={
        "verified_on": st.dates(datetime.date(1990, 1, 1), datetime.date(2030, 1, 1)) | st.none(),
        "external_use": st.sampled_from(["open", "conditional", "closed", "unknown"]),
        "disclosure": st.sampled_from(["public", "members", "related"]),
        "contact_desk": st.text("あア相談窓口 ", max_size=8).map(str.strip),
        "contact_mail": st.sampled_from(["", "a@example.jp", "b@example.jp"]),
    },
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(VALUES, min_size=1, max_size=5), VALUES)
def test_taking_back_restores_exactly(db, kept, changes):
    with transaction.atomic():
        lab, clerk = OrganisationFactory(), AccountFactory()
        for each in kept:
            EquipmentFactory(owner=lab, **each)
        bookkeeping = ("version", "updated_at")
        before = [{k: v for k, v in row.items() if k not in bookkeeping} for row in everything().values()]
        batch = change_many(everything(), by=clerk, changes=changes)
        if batch.changed:
            undo_many(batch.uid, everything(), by=clerk)
        after = [{k: v for k, v in row.items() if k not in bookkeeping} for row in everything().values()]
        transaction.set_rollback(True)
    assert after == before
