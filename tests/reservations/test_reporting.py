"""The report after a use, and how much instruments are used: hours used ÷ hours open."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from hashiwatashi.common.calendar import Span, is_working_day
from hashiwatashi.common.errors import Conflict, InvalidInput
from hashiwatashi.common.timespans import TimeSpan
from hashiwatashi.opening.models import SpecialDay, Unit
from hashiwatashi.reservations.enums import OccupancyKind, ReservationStage
from hashiwatashi.reservations.models import Closure, Occupancy, Reservation, UseReport
from hashiwatashi.reservations.reporting import noted_times, report_use
from hashiwatashi.reservations.utilisation import NOTHING, Use, together, use_of

ZONE = timezone.get_default_timezone()
PERIOD = Span(date(2025, 6, 1), date(2025, 7, 1))
NOW = datetime(2025, 8, 1, tzinfo=ZONE)


def moment(day, hour, minute=0):
    return datetime(2025, 6, day, hour, minute, tzinfo=ZONE)


@pytest.fixture
def used(unit, user, firm):
    """Makes a finished use of a day in June 2025, as its row would stand."""

    def make(day, start, end, **values):
        told = {
            "unit": unit,
            "starts": moment(day, start),
            "ends": moment(day, end),
            "user": user,
            "made_by": user,
            "organisation": firm,
            "stage": ReservationStage.DONE,
            "permit_owner": unit.equipment.owner,
            "permit_year": 2025,
            "permit_serial": Reservation.objects.count() + 1,
            "permitted_at": moment(1, 9),
        }
        made = Reservation.objects.create(**told | values)
        Occupancy.objects.create(
            unit=unit, starts=made.starts, ends=made.ends, kind=OccupancyKind.RESERVATION, reservation=made
        )
        return made

    return make


def test_the_times_are_those_noted_unless_told_otherwise(used, user):
    noted = used(2, 9, 12, begun_at=moment(2, 9, 10), ended_at=moment(2, 11, 30))
    assert noted_times(noted) == (moment(2, 9, 10), moment(2, 11, 30))
    assert noted_times(used(3, 9, 12)) == (moment(3, 9), moment(3, 12))
    report = report_use(noted, by=user, started=moment(2, 9), ended=moment(2, 12), remarks="よく見えた")
    assert UseReport.objects.get() == report
    again = report_use(noted, by=user, started=moment(2, 9), ended=moment(2, 11), remarks="直した")
    assert (again.pk, again.ended) == (report.pk, moment(2, 11))


def test_what_cannot_be_is_told(used, user, reserved, at):
    done = used(2, 9, 12)
    with pytest.raises(InvalidInput):
        report_use(done, by=user, started=moment(2, 12), ended=moment(2, 9))
    with pytest.raises(InvalidInput, match="still to come"):
        report_use(done, by=user, started=moment(2, 9), ended=timezone.now() + timedelta(hours=1))
    with pytest.raises(Conflict):
        report_use(reserved(at(9, 10)), by=user, started=moment(2, 9), ended=moment(2, 10))


def test_hours_used_by_hours_open(used, unit, user, lab, clerk):
    used(2, 9, 12)
    reported = used(3, 9, 12)
    report_use(reported, by=user, started=moment(3, 9), ended=moment(3, 10))
    used(4, 9, 12, stage=ReservationStage.ABSENT)
    SpecialDay.objects.create(owner=lab, day=date(2025, 6, 5), hours=[[540, 600]], reason="半日")
    test = Closure.objects.create(
        unit=unit, kind=OccupancyKind.TEST, starts=moment(6, 9), ends=moment(6, 11), reason="試験", made_by=clerk
    )
    Occupancy.objects.create(unit=unit, starts=test.starts, ends=test.ends, kind=OccupancyKind.TEST, closure=test)
    days = sum(is_working_day(date(2025, 6, day)) for day in range(1, 31))
    found = use_of([Unit.objects.for_lists().get(pk=unit.pk)], PERIOD, NOW)[unit.pk]
    assert found == Use(used=(3 + 1 + 2) * 60, open=(days - 1) * 480 + 60, number=2)
    assert found.percent == pytest.approx(100 * 6 / ((days - 1) * 8 + 1))


def test_what_is_still_to_come_does_not_count(used, unit):
    used(2, 9, 12)
    (unit,) = Unit.objects.for_lists().filter(pk=unit.pk)
    early = use_of([unit], PERIOD, datetime(2025, 6, 3, 12, tzinfo=ZONE))[unit.pk]
    assert (early.used, early.open) == (180, 480)
    assert use_of([unit], PERIOD, datetime(2025, 5, 1, tzinfo=ZONE))[unit.pk] == NOTHING
    assert NOTHING.percent is None


def test_sums_are_of_hours_and_queries_are_four(used, unit, django_assert_num_queries):
    other = Unit.objects.create(equipment=unit.equipment, number=2, since=date(2020, 4, 1), room="別室")
    used(2, 9, 12)
    units = list(Unit.objects.for_lists())
    with django_assert_num_queries(4):
        found = use_of(units, PERIOD, NOW)
    assert found[unit.pk].open == found[other.pk].open
    whole = together(units, found, lambda one: one.equipment.owner_id)
    assert list(whole.values()) == [found[unit.pk] + found[other.pk]]
    assert set(together(units, found, lambda one: one.room)) == {"", "別室"}
    assert TimeSpan(moment(2, 9), moment(2, 12)).minutes == found[unit.pk].used
