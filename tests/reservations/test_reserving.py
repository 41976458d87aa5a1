"""Taking the time of an instrument: what the rules allow, what they do not, and what is offered instead."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from tests.factories import EquipmentFactory, MembershipFactory, OrganisationFactory

from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.errors import Conflict
from hashiwatashi.equipment.enums import ExternalUse, OperatingStatus
from hashiwatashi.notices.models import Notice
from hashiwatashi.opening.enums import Holidays, UserKind
from hashiwatashi.opening.models import SpecialDay, Unit, UseRules
from hashiwatashi.reservations.actions import apply, cancel, check, end_holds, move, reserve
from hashiwatashi.reservations.alternatives import Offer, alternatives
from hashiwatashi.reservations.closing import set_rules
from hashiwatashi.reservations.enums import Obstacle, ReservationStage
from hashiwatashi.reservations.models import Occupancy, Reservation
from hashiwatashi.reservations.obstacles import CannotReserve, earliest_day
from hashiwatashi.reservations.wishes import Wish

WEEK = [[[540, 1020]]] * 5 + [[], []]


def refusal(reserved, span, **values):
    with pytest.raises(CannotReserve) as told:
        reserved(span, **values)
    return told.value.obstacle


def test_it_is_kept_provisionally_and_told_to_the_keepers(reserved, at, clerk, unit, firm):
    made = reserved(at(13, 17))
    assert made.stage == ReservationStage.HELD
    assert made.held_until - made.created_at <= timedelta(hours=72, seconds=1)
    assert made.number.startswith("R-")
    assert Occupancy.objects.get(reservation=made).span == at(13, 17)
    assert Notice.objects.get(account=clerk).parameters == {"number": made.number}
    assert AuditEvent.objects.filter(event="reservation.reserved", subject_uid=made.uid).exists()


def test_the_same_key_is_stored_once(reserved, at, stranger, firm):
    key = uuid4()
    first, again = reserved(at(9, 10), key=key), reserved(at(9, 10), key=key)
    assert first.pk == again.pk
    assert Reservation.objects.count() == 1
    with pytest.raises(Conflict):
        reserved(at(9, 10), key=key, by=stranger)


@pytest.mark.parametrize(
    ("start", "end", "obstacle"),
    [
        (8, 10, Obstacle.CLOSED),
        (16, 18, Obstacle.CLOSED),
        (9, 9.75, Obstacle.STEP),
        (9.2, 10.2, Obstacle.STEP),
        (9, 17.5, Obstacle.TOO_LONG),
    ],
)
def test_the_hours_are_kept(reserved, at, start, end, obstacle):
    assert refusal(reserved, at(start, end)) == obstacle


def test_who_comes_second_is_told_what_to_do(reserved, at, stranger):
    reserved(at(9, 12))
    assert refusal(reserved, at(11, 13), by=stranger) == Obstacle.TAKEN
    assert reserved(at(12, 13), by=stranger).stage == ReservationStage.HELD


def test_what_was_cancelled_is_free(reserved, at, user, stranger):
    first = reserved(at(9, 12))
    cancel(first, by=user)
    assert reserved(at(9, 12), by=stranger).pk != first.pk


def test_a_hold_ends_and_is_freed_on_the_way(reserved, at, stranger):
    first = reserved(at(9, 12))
    Reservation.objects.filter(pk=first.pk).update(held_until=timezone.now() - timedelta(minutes=1))
    reserved(at(9, 12), by=stranger)
    first.refresh_from_db()
    assert first.stage == ReservationStage.CANCELLED
    assert AuditEvent.objects.filter(event="reservation.expired", subject_uid=first.uid).count() == 1


def test_holds_end_with_time_and_applied_ones_do_not(reserved, at, user):
    held, applied = reserved(at(9, 10)), reserved(at(10, 11))
    apply(applied, by=user)
    assert end_holds(timezone.now() + timedelta(days=4)) == 1
    held.refresh_from_db()
    applied.refresh_from_db()
    assert (held.stage, applied.stage) == (ReservationStage.CANCELLED, ReservationStage.APPLIED)


@pytest.mark.parametrize(
    ("changes", "obstacle"),
    [
        ({"external_use": ExternalUse.CLOSED}, Obstacle.NOT_FOR_OUTSIDERS),
        ({"status": OperatingStatus.STOPPED}, Obstacle.NOT_IN_USE),
    ],
)
def test_an_instrument_that_outsiders_cannot_use(reserved, at, unit, changes, obstacle):
    type(unit.equipment).objects.filter(pk=unit.equipment_id).update(**changes)
    unit.equipment.refresh_from_db()
    assert refusal(reserved, at(9, 10)) == obstacle


@pytest.mark.parametrize(
    ("changes", "obstacle"),
    [
        ({"users": ["research"]}, Obstacle.USER_KIND),
        ({"in_person": True}, Obstacle.IN_PERSON),
        ({"latest_days": 40}, Obstacle.TOO_LATE),
        ({"earliest_months": 0}, Obstacle.TOO_EARLY),
        ({"licence_level": 2}, Obstacle.LICENCE),
        ({"preparation_minutes": 30, "cleaning_minutes": 30}, Obstacle.STEP),
        ({"until": date(2021, 4, 1)}, Obstacle.NO_RULES),
    ],
)
def test_the_rules_of_the_institution(reserved, at, rules, changes, obstacle):
    UseRules.objects.filter(pk=rules.pk).update(**changes)
    assert refusal(reserved, at(9, 10)) == obstacle


def test_an_instructor_stands_for_a_licence(rules, unit, user, at):
    UseRules.objects.filter(pk=rules.pk).update(licence_level=2)
    wish = Wish(unit, at(9, 10), user=user, with_instructor=True)
    assert reserve(wish, by=user, purpose="試験").with_instructor


def test_nobody_uses_two_at_once_where_the_rules_say_so(reserved, at, rules, lab, unit):
    other = Unit.objects.create(equipment=EquipmentFactory(owner=lab), number=1, since=date(2020, 4, 1))
    reserved(at(9, 12))
    reserved(at(9, 10), of=other)
    UseRules.objects.filter(pk=rules.pk).update(one_at_a_time=True)
    assert refusal(reserved, at(10, 11), of=other) == Obstacle.TWO_AT_ONCE
    assert reserved(at(12, 13), of=other)


def test_absences_bar_for_some_days(reserved, at, rules, user):
    UseRules.objects.filter(pk=rules.pk).update(absences_most=1, absence_bars_days=30)
    absent = reserved(at(9, 10))
    long_ago = timezone.now() - timedelta(days=31)
    Reservation.objects.filter(pk=absent.pk).update(
        stage=ReservationStage.ABSENT, starts=timezone.now() - timedelta(days=2)
    )
    assert refusal(reserved, at(11, 12)) == Obstacle.BARRED
    Reservation.objects.filter(pk=absent.pk).update(starts=long_ago)
    assert reserved(at(11, 12))


def test_a_loan_is_fetched_and_brought_back_in_opening_hours(rules, unit, user, at):
    UseRules.objects.filter(pk=rules.pk).update(loan_days=4)
    with pytest.raises(CannotReserve):
        reserve(Wish(unit, at(9, 24 + 18), user=user, is_loan=True), by=user, purpose="現場で測る")
    days = 1 if at(9, 10).start.astimezone(timezone.get_default_timezone()).weekday() < 4 else 3
    made = reserve(Wish(unit, at(9, 24 * days + 17), user=user, is_loan=True), by=user, purpose="現場で測る")
    assert made.is_loan


def test_special_days_and_the_rules_of_one_instrument_come_first(reserved, at, unit, lab, day, clerk):
    SpecialDay.objects.create(owner=lab, day=day, hours=[[600, 720]], reason="開所記念日")
    assert refusal(reserved, at(9, 10)) == Obstacle.CLOSED
    assert reserved(at(10, 11))
    SpecialDay.objects.create(owner=lab, equipment=unit.equipment, day=day, hours=[], reason="定期点検")
    assert refusal(reserved, at(11, 12)) == Obstacle.CLOSED
    own = UseRules(owner=lab, equipment=unit.equipment, since=date(2021, 4, 1), week=[[[480, 1200]]] * 7)
    set_rules(own, by=clerk)
    assert reserved(at(18, 20, days=1)).stage == ReservationStage.HELD


def test_the_counter_may_reserve_late_and_what_outsiders_may_not(rules, unit, clerk, at):
    UseRules.objects.filter(pk=rules.pk).update(latest_days=40, in_person=True)
    wish = Wish(unit, at(9, 10), user_kind=UserKind.FIRM, at_counter=True)
    made = reserve(wish, by=clerk, purpose="電話で", contact_name="架空 花子", contact_phone="022-000-0000")
    assert made.user is None
    assert made.who == "架空 花子"


@pytest.mark.parametrize(
    ("today", "months", "last"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-04-01", 0, "2026-04-01"),
    ],
)
def test_months_before_are_counted_by_the_calendar(today, months, last):
    rules = UseRules(earliest_months=months)
    assert earliest_day(rules, date.fromisoformat(today)) == date.fromisoformat(last)


@pytest.mark.parametrize(("hour", "is_late"), [(14, False), (15, True)])
def test_on_the_same_day_until_an_hour(unit, rules, hour, is_late):
    from hashiwatashi.common.timespans import TimeSpan
    from hashiwatashi.opening.hours import opening_of

    UseRules.objects.filter(pk=rules.pk).update(latest_days=0, same_day_until=15 * 60)
    zone, day = timezone.get_default_timezone(), date(2026, 11, 25)
    span = TimeSpan(datetime(2026, 11, 25, 16, tzinfo=zone), datetime(2026, 11, 25, 17, tzinfo=zone))
    now = datetime(2026, 11, 25, hour, tzinfo=zone)
    opening = opening_of(unit.equipment, day, day + timedelta(days=1))
    if is_late:
        with pytest.raises(CannotReserve, match="15:00"):
            check(Wish(unit, span), opening, now)
    else:
        check(Wish(unit, span), opening, now)


@pytest.mark.parametrize(
    ("day", "holidays", "is_open"),
    [
        ("2026-12-28", Holidays.CLOSED, True),
        ("2026-12-29", Holidays.CLOSED, False),
        ("2027-01-04", Holidays.CLOSED, True),
        ("2026-11-23", Holidays.CLOSED, False),
        ("2026-11-23", Holidays.HOLIDAYS_OPEN, True),
        ("2027-01-01", Holidays.HOLIDAYS_OPEN, False),
        ("2027-01-01", Holidays.ALWAYS, True),
        # Moved by law for the Olympic year.
        ("2021-07-19", Holidays.CLOSED, True),
        ("2021-07-23", Holidays.CLOSED, False),
    ],
)
def test_holidays(unit, rules, day, holidays, is_open):
    from hashiwatashi.opening.hours import opening_of

    UseRules.objects.filter(pk=rules.pk).update(holidays=holidays)
    day = date.fromisoformat(day)
    assert bool(opening_of(unit.equipment, day, day + timedelta(days=1)).hours_on(day)) == is_open


def test_a_yearly_day_holds_each_year_from_its_own_on(unit, lab):
    from hashiwatashi.opening.hours import opening_of

    SpecialDay.objects.create(owner=lab, day=date(2025, 8, 6), is_yearly=True, reason="平和記念日")
    found = opening_of(unit.equipment, date(2024, 1, 1), date(2028, 1, 1))
    assert [year for year in (2024, 2025, 2026, 2027) if not found.hours_on(date(year, 8, 6))] == [2025, 2026, 2027]
    assert found.closed_because(date(2026, 8, 6)) == "平和記念日"


def test_three_alternatives_are_offered(reserved, at, unit, user, lab, some_class, rules, clerk):
    elsewhere = OrganisationFactory(prefecture_id="05")
    their_clerk = MembershipFactory(organisation=elsewhere, role="clerk").account
    set_rules(UseRules(owner=elsewhere, since=date(2020, 4, 1), week=WEEK), by=their_clerk)
    near, far = (
        Unit.objects.create(
            equipment=EquipmentFactory(owner=owner, equipment_class=some_class, prefecture_id=owner.prefecture_id),
            number=1,
            since=date(2020, 4, 1),
        )
        for owner in (lab, elsewhere)
    )
    reserved(at(9, 12))
    wish = Wish(unit, at(9, 11), user=user)
    offered = alternatives(wish, user, timezone.now())
    assert [(one.offer, one.unit, one.span) for one in offered] == [
        (Offer.OTHER_TIME, unit, at(12, 14)),
        (Offer.NEARBY, near, at(9, 11)),
        (Offer.ELSEWHERE, far, at(9, 11)),
    ]


def test_alternatives_take_a_fixed_number_of_queries(
    reserved, at, unit, user, lab, some_class, django_assert_num_queries
):
    for _number in range(6):
        equipment = EquipmentFactory(owner=lab, equipment_class=some_class)
        Unit.objects.create(equipment=equipment, number=1, since=date(2020, 4, 1))
    wish = Wish(unit, at(9, 11), user=user)
    _read_once = user.current_organisation_ids
    with django_assert_num_queries(5):
        alternatives(wish, user, timezone.now())


def test_it_is_put_to_another_time_and_the_old_one_is_free(reserved, at, user, stranger):
    made = reserved(at(9, 12))
    move(made, at(10, 13), by=user)
    assert made.span == at(10, 13)
    assert made.stage == ReservationStage.HELD
    assert reserved(at(9, 10), by=stranger)
    assert refusal(lambda span: move(made, span, by=user), at(9, 11)) == Obstacle.TAKEN
    made.refresh_from_db()
    assert made.span == at(10, 13)
