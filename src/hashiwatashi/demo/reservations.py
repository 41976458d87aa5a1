"""Reservations of the demo world, at every stage, made by the real actions at past moments (架空)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from hashiwatashi.common.calendar import after_working_days, is_working_day
from hashiwatashi.common.timespans import TimeSpan, at_minute
from hashiwatashi.demo import texts
from hashiwatashi.demo.bodies import Bodies
from hashiwatashi.demo.clock import Story, play
from hashiwatashi.demo.marking import mail
from hashiwatashi.notices.actions import mark_read
from hashiwatashi.notices.models import Notice
from hashiwatashi.opening.models import Unit
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account
from hashiwatashi.reservations import actions, approvals, reporting, waiting
from hashiwatashi.reservations.enums import Ground
from hashiwatashi.reservations.feeds import open_feed
from hashiwatashi.reservations.models import Reservation
from hashiwatashi.reservations.wishes import Wish

NUMBER = 40
_LAB = "kt"
# Two slots of a day, morning and afternoon, as minutes; none overlaps the noon closing.
_SLOTS = ((540, 720), (780, 960))
#: So many working days ahead the last of them is.
_AHEAD = 9
_PAST = ("done", "done", "done", "absent", "done", "refused", "done", "cancelled")
_COMING = ("permitted", "applied", "held", "permitted", "agreed", "sent_back")
#: The slots of those that wait for the director, among the last; none is the firm's own.
_DIRECTED = (NUMBER - 2, NUMBER - 5)
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _Cast:
    """Who uses, who keeps and who decides."""

    user: Account
    firm: Organisation
    clerk: Account
    researcher: Account
    now: datetime


def make_reservations(bodies: Bodies, *, day: date) -> int:
    """Reserve, apply, agree, use, refuse, cancel, wait; returns how many there are beside what was offered."""
    rows = texts.table("reservations")
    # The first instrument, which has two units, asks for a licence, the last for the director's consent.
    found = list(Unit.objects.filter(equipment__owner=bodies[_LAB]).for_lists().order_by("pk"))
    units, directed = found[1:-2], found[-2]
    cast = _Cast(_account("firm"), bodies["f-hamanasu"], _account("clerk"), _account("researcher"), timezone.now())

    def stories() -> Iterator[Story]:
        for number in range(NUMBER):
            yield _story(cast, units[number % len(units)], _span(day, number), rows[number % len(rows)], number)
        for number in _DIRECTED:
            yield _for_director(cast, directed, _span(day, number), rows[number % len(rows)], number)

    play(stories())
    for notice in Notice.objects.filter(about__in=_over(cast.now)):
        mark_read(notice)
    open_feed(account=cast.user)
    _name_deputy(bodies[_LAB], cast, day)
    _wait_and_offer(cast, rows[0])
    return Reservation.objects.filter(waited=None).count()


def _over(now: datetime) -> list[UUID]:
    """Those of which everybody has read long ago."""
    return list(Reservation.objects.filter(ends__lte=now).values_list("uid", flat=True))


def _story(cast: _Cast, unit: Unit, span: TimeSpan, row: dict[str, str], number: int) -> Story:
    is_past = span.end < cast.now
    end = (_PAST if is_past else _COMING)[number // 2 % len(_PAST if is_past else _COMING)]
    asked = min(span.start - 9 * _DAY, cast.now - 2 * _DAY) + timedelta(minutes=7 * number)
    yield asked
    reservation = _reserved(cast, unit, span, row, number)
    if end == "held":
        return
    yield asked + _HOUR
    actions.apply(reservation, by=cast.clerk)
    yield from _decided(cast, reservation, end, asked + 5 * _HOUR)
    if end in {"done", "absent"}:
        yield from _used(cast, reservation, end)
    if end == "cancelled":
        yield asked + _DAY
        actions.cancel(reservation, by=cast.clerk, reason="先方の都合（架空）")


def _for_director(cast: _Cast, unit: Unit, span: TimeSpan, row: dict[str, str], number: int) -> Story:
    """An application to which the clerk has agreed; it waits for the director."""
    asked = cast.now - _DAY + timedelta(minutes=7 * number)
    yield asked
    reservation = _reserved(cast, unit, span, row, number)
    yield asked + _HOUR
    actions.apply(reservation, by=cast.clerk)
    yield asked + 2 * _HOUR
    approvals.agree(reservation, by=cast.clerk)


def _decided(cast: _Cast, reservation: Reservation, end: str, moment: datetime) -> Iterator[datetime]:
    if end == "applied":
        return
    yield moment
    if end == "sent_back":
        approvals.send_back(reservation, by=cast.clerk, comment="試料の大きさと材質を書いてください（架空）。")
        return
    approvals.agree(reservation, by=cast.clerk)
    if end == "agreed":
        return
    yield moment + 2 * _HOUR
    if end == "refused":
        approvals.refuse(reservation, by=cast.researcher, ground=Ground.DAMAGE, text="試料が大きすぎます（架空）。")
    else:
        approvals.agree(reservation, by=cast.researcher, conditions="保護メガネを着用してください（架空）。")


def _used(cast: _Cast, reservation: Reservation, end: str) -> Iterator[datetime]:
    yield reservation.starts + timedelta(minutes=5)
    if end == "absent":
        actions.step(reservation, "absent", by=cast.clerk)
        return
    actions.step(reservation, "begin", by=cast.clerk)
    yield reservation.ends - timedelta(minutes=12)
    actions.finish(reservation, by=cast.clerk)
    yield reservation.ends
    started, ended = reporting.noted_times(reservation)
    told = {"remarks": "うまく測れました（架空）。"}
    reporting.report_use(reservation, by=cast.clerk, started=started, ended=ended, **told)


def _reserved(cast: _Cast, unit: Unit, span: TimeSpan, row: dict[str, str], number: int) -> Reservation:
    """Every third is the firm's own, the rest came by telephone."""
    told: dict[str, Any] = {"purpose": row["purpose"], "sample": row["sample"]}
    if number % 3 == 0:
        wish = Wish(unit, span, user=cast.user)
        return actions.reserve(wish, by=cast.user, organisation=cast.firm, **told)
    told |= {"contact_name": row["name"], "contact_firm": row["firm"], "contact_phone": "000-0000-0000"}
    return actions.reserve(Wish(unit, span, at_counter=True), by=cast.clerk, **told)


def _span(day: date, number: int) -> TimeSpan:
    """Where a reservation lies: working days around today, mornings and afternoons in turn."""
    zone = timezone.get_default_timezone()
    opens, closes = _SLOTS[number % 2]
    offset = number // 2 - (NUMBER // 2 - _AHEAD)
    found = after_working_days(day, offset) if offset > 0 else _working_day_before(day, -offset + 1)
    return TimeSpan(at_minute(found, opens, zone), at_minute(found, closes, zone))


def _working_day_before(day: date, count: int) -> date:
    while count:
        day -= _DAY
        count -= is_working_day(day)
    return day


def _name_deputy(lab: Organisation, cast: _Cast, day: date) -> None:
    """The clerk stands in for the researcher, who travels next week."""
    approvals.name_deputy(
        owner=lab,
        absent=cast.researcher,
        deputy=cast.clerk,
        since=day + 7 * _DAY,
        until=day + 12 * _DAY,
        by=cast.researcher,
    )


def _wait_and_offer(cast: _Cast, row: dict[str, str]) -> None:
    """The firm waits for two times that others have; one of them is cancelled and offered to it."""
    called = Reservation.objects.filter(user=None, starts__gt=cast.now + 3 * _DAY).taking_time().for_lists()
    others = [one for one in called.order_by("-starts", "-pk") if not _has_time(cast.user, one.span)][:2]
    told: dict[str, Any] = {"purpose": row["purpose"], "sample": row["sample"], "organisation": cast.firm}
    for one in others:
        waiting.wait(Wish(one.unit, one.span, user=cast.user), by=cast.user, **told)
    for one in others[1:]:
        actions.cancel(one, by=cast.clerk, reason="先方の都合（架空）")
    waiting.offer_free(timezone.now())


def _has_time(user: Account, span: TimeSpan) -> bool:
    return Reservation.objects.filter(user=user).taking_time().meeting(span).exists()


def _account(key: str) -> Account:
    found: Account = Account.objects.get(email=mail(key))
    return found
