"""A licence has a number and a term, and entitles on the days on which nothing speaks against it."""

import datetime

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.calendar import fiscal_year
from hashiwatashi.common.errors import Conflict, InvalidInput
from hashiwatashi.licences.actions import extend, resume, revoke, suspend
from hashiwatashi.licences.enums import LicenceState
from hashiwatashi.licences.models import OperatorLicence
from hashiwatashi.licences.terms import last_day_from, months_after
from hashiwatashi.notices.models import Notice
from hashiwatashi.opening.models import UseRules

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [((2026, 1, 31), 1, (2026, 2, 28)), ((2024, 2, 29), 36, (2027, 2, 28)), ((2026, 12, 1), 1, (2027, 1, 1))],
)
def test_months_are_counted_by_the_calendar(day, months, later):
    assert months_after(datetime.date(*day), months) == datetime.date(*later)


def test_numbers_count_up_by_institution_and_year(issued, today):
    first, second = issued(), issued(level=1, note="")
    assert [(one.number_year, one.number_serial) for one in (first, second)] == [
        (fiscal_year(today), 1),
        (fiscal_year(today), 2),
    ]
    assert second.number.endswith("第2号")


def test_the_term_is_that_of_the_rules(issued, rules, today, days):
    assert issued().expires_on == months_after(today, 36) - days(1)
    UseRules.objects.filter(pk=rules.pk).update(licence_months=12)
    assert issued().expires_on == months_after(today, 12) - days(1)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"note": ""}, "note"),
        ({"issued_on": datetime.date(2099, 1, 1)}, "issued_on"),
        ({"expires_on": datetime.date(2099, 1, 1)}, "expires_on"),
        ({"level": 4}, "level"),
    ],
)
def test_what_cannot_be_issued(issued, values, field):
    with pytest.raises(InvalidInput) as refusal:
        issued(**values)
    assert field in refusal.value.data["fields"]
    assert not OperatorLicence.objects.exists()


def test_level_one_needs_no_course(issued):
    assert issued(level=1, note="").state == LicenceState.VALID


def test_what_is_said_of_a_day_is_the_same_in_the_database_and_of_a_loaded_one(issued, clerk, today, days):
    licences = [issued(issued_on=today - days(400), expires_on=today + days(number)) for number in (-1, 0, 1)]
    licences += [issued(issued_on=today - days(9)) for _number in range(2)]
    suspend(licences[3], reason="事故", by=clerk)
    revoke(licences[4], reason="虚偽", by=clerk)
    for number in (-401, -400, -10, -9, -1, 0, 1, 2, 5000):
        day = today + days(number)
        found = set(OperatorLicence.objects.valid_on(day).values_list("pk", flat=True))
        assert found == {one.pk for one in licences if one.is_valid_on(day)}
    assert [one.state for one in licences] == ["expired", "valid", "valid", "suspended", "revoked"]


def test_a_suspended_one_is_resumed_and_a_revoked_one_is_not(issued, clerk):
    licence = issued()
    with pytest.raises(InvalidInput):
        suspend(licence, reason=" ", by=clerk)
    suspend(licence, reason="安全講習を受けていない", by=clerk)
    with pytest.raises(Conflict):
        suspend(licence, reason="もう一度", by=clerk)
    resume(licence, by=clerk)
    with pytest.raises(Conflict):
        resume(licence, by=clerk)
    revoke(licence, reason="虚偽の申請", by=clerk)
    for act in (lambda: resume(licence, by=clerk), lambda: extend(licence, by=clerk)):
        with pytest.raises(Conflict):
            act()
    assert list(
        AuditEvent.objects.filter(subject_uid=licence.uid).order_by("pk").values_list("event", flat=True)
    ) == [
        "licence.issued",
        "licence.suspended",
        "licence.resumed",
        "licence.revoked",
    ]


def test_it_is_extended_by_a_term_and_no_more(issued, lab, unit, clerk, today, days):
    licence = issued(expires_on=today + days(9))
    longest = last_day_from(today + days(10), lab, unit.equipment)
    for wrong in (today + days(9), longest + days(1)):
        with pytest.raises(InvalidInput):
            extend(licence, by=clerk, expires_on=wrong)
    extend(licence, by=clerk)
    assert licence.expires_on == longest


def test_its_holder_is_told_of_each_step_and_nobody_else(issued, clerk, user):
    licence = issued(expires_on=timezone.localdate() + datetime.timedelta(days=100))
    suspend(licence, reason="点検", by=clerk)
    resume(licence, by=clerk)
    extend(licence, by=clerk)
    revoke(licence, reason="退職", by=clerk)
    told = list(Notice.objects.order_by("pk").values_list("account", "kind"))
    kinds = ("issued", "suspended", "resumed", "extended", "revoked")
    assert told == [(user.pk, f"licence_{kind}") for kind in kinds]


@pytest.mark.parametrize(
    "changes",
    [
        {"level": 0},
        {"level": 4},
        {"equipment": None},
        {"expires_on": datetime.date(2000, 1, 1)},
        {"suspended_on": datetime.date(2099, 1, 1)},
        {"revoked_on": datetime.date(2099, 1, 1)},
    ],
)
def test_the_database_refuses_what_makes_no_sense(issued, changes):
    licence = issued()
    with pytest.raises(IntegrityError), transaction.atomic():
        OperatorLicence.objects.filter(pk=licence.pk).update(**changes)


def test_terms_are_not_stacked(issued, clerk):
    """A second click on the same button gives no second term."""
    licence = issued(expires_on=timezone.localdate() + datetime.timedelta(days=100))
    extend(licence, by=clerk)
    until = licence.expires_on
    with pytest.raises(Conflict):
        extend(licence, by=clerk)
    licence.refresh_from_db()
    assert licence.expires_on == until


def test_one_that_has_expired_is_extended_from_today(issued, clerk):
    licence = issued()
    with time_machine.travel(timezone.now() + datetime.timedelta(days=2000), tick=False):
        extend(licence, by=clerk)
        assert (
            datetime.timedelta(days=1090) < licence.expires_on - timezone.localdate() < datetime.timedelta(days=1100)
        )


def test_whose_account_is_closed_keeps_a_licence_that_the_institution_reads(issued, clerk, user):
    made = issued()
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    assert list(OperatorLicence.objects.visible_to(clerk)) == [made]
