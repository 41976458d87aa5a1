import pytest
import time_machine
from django.db import transaction
from tests.factories import OrganisationFactory

from hashiwatashi.common.audit import trail
from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.organisations.events import OrganisationEvent

TESTER = SystemActor("test")


def write(count):
    organisation = OrganisationFactory()
    with transaction.atomic():
        for number in range(count):
            trail.record(OrganisationEvent.CHANGED, organisation, by=TESTER, data={"number": number})


def test_each_line_is_sealed_with_the_hash_of_the_one_before(db):
    write(3)
    lines = list(AuditEvent.objects.all())
    assert [line.previous_hash for line in lines] == [trail.GENESIS, lines[0].hash, lines[1].hash]
    assert list(trail.broken_lines()) == []


@pytest.mark.parametrize("change", [{"actor": "account:someone"}, {"data": {"number": 7}}, {"reason": "later"}])
def test_a_changed_line_is_found(db, change):
    write(3)
    second = AuditEvent.objects.all()[1]
    AuditEvent.objects.filter(pk=second.pk).update(**change)
    assert [line.pk for line in trail.broken_lines()] == [second.pk]


def test_a_removed_line_is_found_by_its_follower(db):
    write(3)
    _, second, third = AuditEvent.objects.all()
    second.delete()
    assert [line.pk for line in trail.broken_lines()] == [third.pk]


@pytest.mark.django_db(transaction=True)
def test_a_line_outside_the_transaction_of_its_change_is_refused():
    organisation = OrganisationFactory()
    with pytest.raises(transaction.TransactionManagementError):
        trail.record(OrganisationEvent.CHANGED, organisation, by=TESTER)


@pytest.mark.django_db(transaction=True)
def test_a_failed_action_leaves_no_line():
    organisation = OrganisationFactory()

    def action():
        with transaction.atomic():
            trail.record(OrganisationEvent.CHANGED, organisation, by=TESTER)
            return 1 / 0

    with pytest.raises(ZeroDivisionError):
        action()
    assert AuditEvent.objects.count() == 0


def test_the_time_of_the_change_is_kept_to_the_microsecond(db):
    with time_machine.travel("2026-04-01T08:59:59.123456+09:00", tick=False):
        write(1)
    assert AuditEvent.objects.get().at.isoformat() == "2026-03-31T23:59:59.123456+00:00"


def test_lines_of_a_block_come_at_its_end_in_order(db):
    organisation = OrganisationFactory()
    AuditEvent.objects.all().delete()
    with trail.at_the_end():
        trail.record(OrganisationEvent.CHANGED, organisation, by=TESTER, reason="first")
        trail.record(OrganisationEvent.CHANGED, organisation, by=SystemActor("other"), reason="second")
        assert not AuditEvent.objects.exists()
    assert [(line.reason, line.actor) for line in AuditEvent.objects.order_by("pk")] == [
        ("first", "system:test"),
        ("second", "system:other"),
    ]
    assert not list(trail.broken_lines())


def test_a_block_that_fails_leaves_no_line_and_holds_none_back_afterwards(db):
    organisation = OrganisationFactory()
    AuditEvent.objects.all().delete()

    def act():
        with trail.at_the_end():
            trail.record(OrganisationEvent.CHANGED, organisation, by=TESTER)
            return 1 / 0

    with pytest.raises(ZeroDivisionError):
        act()
    assert not AuditEvent.objects.exists()
    trail.record(OrganisationEvent.CHANGED, organisation, by=TESTER)
    assert AuditEvent.objects.count() == 1
