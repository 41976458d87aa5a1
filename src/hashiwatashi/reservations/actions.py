"""What can be done with a reservation: reserve, change, move, apply, cancel, begin, finish; and what time ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hashiwatashi.common import actions, written
from hashiwatashi.common.audit import trail
from hashiwatashi.common.audit.trail import Actor, SystemActor
from hashiwatashi.common.errors import Conflict, InvalidInput, NotAllowed
from hashiwatashi.common.timespans import TimeSpan
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.notices.actions import tell
from hashiwatashi.notices.kind import NoticeKind
from hashiwatashi.notices.reservations import (
    RESERVATION_APPLIED,
    RESERVATION_CALLER,
    RESERVATION_CAME,
    RESERVATION_CANCELLED,
    RESERVATION_REVOKED,
)
from hashiwatashi.opening.enums import UserKind
from hashiwatashi.opening.hours import Opening, opening_of
from hashiwatashi.opening.models import Unit
from hashiwatashi.opening.rules import KEEPERS
from hashiwatashi.people.models import Account
from hashiwatashi.people.roles import accounts_with
from hashiwatashi.reservations import locks
from hashiwatashi.reservations.approvers import deciders
from hashiwatashi.reservations.enums import COMING, Ground, Obstacle, OccupancyKind, ReservationStage
from hashiwatashi.reservations.events import ReservationEvent
from hashiwatashi.reservations.guard import refused
from hashiwatashi.reservations.licensing import gap_of, highest_level, refusal
from hashiwatashi.reservations.line import refuse_awaited
from hashiwatashi.reservations.models import Occupancy, Reservation
from hashiwatashi.reservations.obstacles import CannotReserve, rule_obstacles
from hashiwatashi.reservations.rules import is_keeper
from hashiwatashi.reservations.stages import STAGES
from hashiwatashi.reservations.wishes import Wish

_DAY, _YEAR = timedelta(days=1), timedelta(days=365)
_TAKEN = gettext_lazy("Somebody else has this time already. Choose another.")
#: Who acts where time itself ends something.
CLOCK = SystemActor("reservations")


def reserve(
    wish: Wish, *, by: Account, now: datetime | None = None, key: UUID | None = None, **values: Any
) -> Reservation:
    """Take the time of a unit provisionally; it is kept for so long as the rules say, and applied for meanwhile.

    With a ``key`` the same wish of the same account is stored once, however often it is sent. Of two who want the
    same time at once one gets it, the other `CannotReserve`, which names the obstacle. Provisional ones whose time
    is up are freed on the way. Raises `InvalidInput`. Audited as `ReservationEvent.RESERVED`.
    """
    now = now or timezone.now()
    equipment = wish.unit.equipment
    # Of many who press at once most learn that they were too late without waiting for each other.
    if _is_taken(wish) and _is_taken_for_good(wish, now) and not (key and _is_known(key)):
        raise CannotReserve(Obstacle.TAKEN, _TAKEN)
    with _guarded(), transaction.atomic(), trail.at_the_end():
        locks.hold_units(equipment.owner_id, [wish.unit.pk], wish.user.pk if wish.user else None)
        if key is not None and _is_known(key):
            return _same(Reservation.objects.get(key=key), by)
        opening = opening_for(equipment, wish.span)
        wish = _with_instructor_where_one_can(wish, opening)
        check(wish, opening, now)
        refuse_awaited(wish, now)
        until = _held_until(opening, wish.span, now)
        reservation = store(wish, by=by, made_by=by, held_until=until, key=key, **values)
        _tell_keepers(reservation, RESERVATION_CAME, by=by)
    return reservation


def store(wish: Wish, *, by: Actor, made_by: Account, held_until: datetime, **values: Any) -> Reservation:
    """Store a provisional reservation with the time it takes. The unit is held, and `check` let it pass."""
    unit, start, end = wish.unit, wish.span.start, wish.span.end
    reservation = Reservation(
        unit=unit,
        starts=start,
        ends=end,
        user=wish.user,
        user_kind=wish.user_kind,
        is_loan=wish.is_loan,
        with_instructor=wish.with_instructor,
        made_by=made_by,
        held_until=held_until,
        **values,
    )
    actions.register(reservation, by=by)
    kind = OccupancyKind.RESERVATION
    Occupancy.objects.create(unit=unit, starts=start, ends=end, kind=kind, reservation=reservation)
    return reservation


def move(reservation: Reservation, span: TimeSpan, *, by: Actor, unit: Unit | None = None) -> None:
    """Put a reservation to another time, or another unit of the same equipment; what was permitted is applied for
    anew (BR-S-02). Its old time is free from then on.

    Raises `CannotReserve`, `Conflict` for one that is in use or ended. Audited as `ReservationEvent.MOVED`.
    """
    now, unit = timezone.now(), unit or reservation.unit
    if unit.equipment_id != reservation.unit.equipment_id:
        raise InvalidInput.of("unit", _("Another instrument is another reservation: reserve that, cancel this."))
    with _guarded(), transaction.atomic():
        locks.hold_units(reservation.owner_id, [reservation.unit_id, unit.pk], reservation.user_id)
        stored = _stored(reservation)
        if stored.stage not in (ReservationStage.HELD, ReservationStage.APPLIED, ReservationStage.PERMITTED):
            raise Conflict(_("It is in use or has ended: it cannot be put to another time."))
        wish = wish_of(stored, span, unit, at_counter=is_keeper(by, stored))
        check(wish, opening_for(unit.equipment, span), now)
        refuse_awaited(wish, now)
        changes: dict[str, Any] = {"starts": span.start, "ends": span.end, "unit": unit}
        if stored.held_until is not None:
            changes["held_until"] = min(stored.held_until, span.start)
        Occupancy.objects.filter(reservation=stored).update(unit=unit, starts=span.start, ends=span.end)
        actions.change(stored, by=by, changes=changes, event=ReservationEvent.MOVED)
        _amend(stored, by)
        _copy(stored, reservation)


def change(reservation: Reservation, *, by: Actor, **changes: Any) -> None:
    """Change what it is for; of one that was permitted the permission is asked for anew.

    Raises `InvalidInput`, `Conflict`. Audited as `ReservationEvent.CHANGED`.
    """
    with transaction.atomic():
        _hold(reservation)
        stored = _stored(reservation)
        if stored.stage not in (ReservationStage.HELD, ReservationStage.PERMITTED):
            raise Conflict(_("Take the application back first, then change it."))
        if actions.change(stored, by=by, changes=changes):
            _amend(stored, by)
        _copy(stored, reservation)


def let_attend(reservation: Reservation, *, by: Account) -> None:
    """Say that an instructor attends, which stands for a licence; the permission stays as it is.

    Raises `NotAllowed` for anybody but the institution's people, `Conflict`. Audited as `ReservationEvent.CHANGED`.
    """
    with transaction.atomic():
        _hold(reservation)
        stored = _stored(reservation)
        if not is_keeper(by, stored):
            raise NotAllowed(_("Only the institution can say that an instructor attends."))
        if stored.stage not in COMING:
            raise Conflict(_("It has ended."))
        actions.change(stored, by=by, changes={"with_instructor": True})
        _copy(stored, reservation)


def apply(reservation: Reservation, *, by: Actor) -> None:
    """Ask for the permission; those on the route are told. Audited as `ReservationEvent.APPLIED`."""
    with transaction.atomic():
        _hold(reservation)
        STAGES.move(reservation, "apply", by=by)
        _tell_deciders(reservation, by=by)


def cancel(reservation: Reservation, *, by: Actor, reason: str = "") -> None:
    """Give the time back; the other side is told. Audited as `ReservationEvent.CANCELLED`."""
    with transaction.atomic():
        _hold(reservation)
        STAGES.move(reservation, "cancel", by=by, reason=reason)
        if is_keeper(by, reservation):
            tell_users(reservation, RESERVATION_CANCELLED, by=by)
        else:
            _tell_keepers(reservation, RESERVATION_CANCELLED, by=by)


def revoke(reservation: Reservation, *, by: Account, ground: Ground, text: str = "") -> None:
    """Take a permission back for one of the listed reasons (BR-S-02); the user is told.

    Raises `InvalidInput` for another reason that is not told. Audited as `ReservationEvent.REVOKED`.
    """
    check_ground(ground, text)
    with transaction.atomic():
        _hold(reservation)
        STAGES.move(reservation, "revoke", by=by, reason=str(ground))
        actions.change(reservation, by=by, changes={"ground": ground, "ground_text": text})
        tell_users(reservation, RESERVATION_REVOKED, by=by)


def step(reservation: Reservation, verb: str, *, by: Actor) -> None:
    """Begin or say that it was not begun after all, mark as not come or as come after all, or take an application
    back: the steps that need no more."""
    if verb not in {"begin", "undo-begin", "absent", "came", "pull-back"}:
        raise ValueError(f"{verb} has an action of its own.")
    with _guarded(), transaction.atomic():
        _hold(reservation)
        STAGES.move(reservation, verb, by=by)


def finish(reservation: Reservation, *, by: Actor) -> None:
    """End the use; what is left of its time is free. Audited as `ReservationEvent.FINISHED`."""
    with transaction.atomic():
        _hold(reservation)
        STAGES.move(reservation, "finish", by=by)
        assert reservation.ended_at is not None  # the step has just set it
        end = reservation.ended_at.replace(second=0, microsecond=0) + timedelta(minutes=1)
        if reservation.starts < end < reservation.ends:
            Occupancy.objects.filter(reservation=reservation).update(ends=end)


def end_holds(now: datetime, *, units: Sequence[int] | None = None) -> int:
    """Free what was reserved provisionally and is kept no longer; returns how many.

    Within a transaction that holds ``units``, or each by itself where time brings it.
    """
    ended = Reservation.objects.ended_holds(now).select_related("unit__equipment")
    if units is not None:
        ended = ended.filter(unit__in=units)
    count = 0
    for reservation in ended:
        with transaction.atomic():
            _hold(reservation)
            stored = _stored(reservation)
            if stored.stage == ReservationStage.HELD and stored.held_until and stored.held_until <= now:
                STAGES.move(stored, "expire", by=CLOCK)
                count += 1
    return count


def check(wish: Wish, opening: Opening, now: datetime) -> None:
    """Raises `CannotReserve` with the first obstacle, of the rules or of what others have. The unit is held.

    Provisional reservations of the unit whose time is up are no obstacle: they are freed.
    """
    for obstacle in rule_obstacles(wish, opening, now):
        raise obstacle
    if _is_taken(wish) and not (end_holds(now, units=[wish.unit.pk]) and not _is_taken(wish)):
        raise CannotReserve(Obstacle.TAKEN, _TAKEN)
    rules = opening.rules_on(timezone.localdate(wish.span.start))
    if rules is None or wish.user is None:
        return
    if rules.one_at_a_time and _others(wish, wish.span).filter(reservation__user=wish.user).exists():
        raise CannotReserve(
            Obstacle.TWO_AT_ONCE, _("You use another instrument at that time. Nobody uses two at once here.")
        )
    if rules.absences_most and (until := barred_until(wish.user, wish.unit.equipment.owner_id, rules, now)):
        told = _("After absences you can reserve here again from %(day)s. Call the institution if that is wrong.")
        raise CannotReserve(Obstacle.BARRED, told % {"day": written.day(until)})
    attended = wish.with_instructor and rules.with_instructor
    level = 0 if attended or wish.at_counter else highest_level(opening, wish.span)
    if level and (gap := gap_of(wish.user, wish.unit.equipment, level, wish.span)):
        raise CannotReserve(Obstacle.LICENCE, refusal(gap, level, rules, wish.unit.equipment, now))


def barred_until(user: Account, owner: int, rules: Any, now: datetime) -> datetime | None:
    """Until when a user cannot reserve at an institution after too many absences within a year; None: she can."""
    absences = Reservation.objects.filter(
        user=user, unit__equipment__owner=owner, stage=ReservationStage.ABSENT, starts__gt=now - _YEAR
    ).order_by("-starts")
    moments = list(absences.values_list("starts", flat=True)[: rules.absences_most])
    if len(moments) < rules.absences_most:
        return None
    until: datetime = moments[0] + timedelta(days=rules.absence_bars_days)
    return until if until > now else None


def check_ground(ground: str, text: str) -> None:
    """A reason that is not on the list is told in words."""
    if ground not in Ground:
        raise InvalidInput.of("ground", _("Choose a reason."))
    if ground == Ground.OTHER and not text.strip():
        raise InvalidInput.of("text", _("Say which reason."))


def wish_of(reservation: Reservation, span: TimeSpan, unit: Unit, *, at_counter: bool) -> Wish:
    """The wish that a reservation is at another time."""
    return Wish(
        unit,
        span,
        user=reservation.user,
        user_kind=UserKind(reservation.user_kind),
        is_loan=reservation.is_loan,
        with_instructor=reservation.with_instructor,
        at_counter=at_counter,
        instead_of=reservation.pk,
    )


def keepers_of(equipment: Equipment) -> list[Account]:
    """The accounts that look after an institution's reservations today."""
    return accounts_with(KEEPERS, equipment.owner_id, timezone.localdate())


def tell_users(reservation: Reservation, what: NoticeKind, *, by: Actor) -> None:
    """Tell whoever uses it, unless she did it herself; for a user without an account whoever reserved for her."""
    told, what = (reservation.user, what) if reservation.user else (reservation.made_by, RESERVATION_CALLER)
    people = [told] if told != by else []
    tell(people, what, by=by, about=reservation.uid, once=_moment(), number=reservation.number)


def _tell_keepers(reservation: Reservation, what: NoticeKind, *, by: Actor) -> None:
    people = [one for one in keepers_of(reservation.unit.equipment) if one != by]
    tell(people, what, by=by, about=reservation.uid, once=_moment(), number=reservation.number)


def _tell_deciders(reservation: Reservation, *, by: Actor) -> None:
    people = deciders(reservation)
    tell(people, RESERVATION_APPLIED, by=by, about=reservation.uid, once=_moment(), number=reservation.number)


def _amend(stored: Reservation, by: Actor) -> None:
    """What was applied for or permitted is applied for anew, and those on the route are told."""
    if stored.stage != ReservationStage.HELD:
        STAGES.move(stored, "amend", by=by)
        _tell_deciders(stored, by=by)


@contextmanager
def _guarded() -> Iterator[None]:
    """One's turn to write; what the guard of the database refuses was taken by somebody else."""
    try:
        with locks.in_line():
            yield
    except IntegrityError as error:
        if not refused(error):
            raise
        raise CannotReserve(Obstacle.TAKEN, _TAKEN) from error


def _is_taken_for_good(wish: Wish, now: datetime) -> bool:
    """Whether something else takes the time that does not end by itself at this moment; asked without a lock."""
    found = _others(wish, wish.span).filter(unit=wish.unit)
    return bool(found.exclude(reservation__stage=ReservationStage.HELD, reservation__held_until__lte=now).exists())


def _is_taken(wish: Wish) -> bool:
    return bool(_others(wish, wish.span).filter(unit=wish.unit).exists())


def _others(wish: Wish, span: TimeSpan) -> Any:
    """What others take within a span."""
    found = Occupancy.objects.filter(occupies=True, starts__lt=span.end, ends__gt=span.start)
    return found if wish.instead_of is None else found.exclude(reservation=wish.instead_of)


def opening_for(equipment: Equipment, span: TimeSpan) -> Opening:
    """The hours and rules of an instrument on the days of a span."""
    first, last = timezone.localdate(span.start), timezone.localdate(span.end)
    return opening_of(equipment, first, last + _DAY)


def _with_instructor_where_one_can(wish: Wish, opening: Opening) -> Wish:
    """Whoever asks for an instructor where none is to be had, asks for nothing; the counter knows whom it has."""
    rules = opening.rules_on(timezone.localdate(wish.span.start))
    can = wish.at_counter or rules is None or rules.with_instructor
    return replace(wish, with_instructor=wish.with_instructor and can)


def _held_until(opening: Opening, span: TimeSpan, now: datetime) -> datetime:
    """At the latest until it begins."""
    rules = opening.rules_on(timezone.localdate(span.start))
    assert rules is not None  # without rules nothing is reserved
    return min(now + timedelta(hours=rules.hold_hours), span.start)


def _hold(reservation: Reservation) -> None:
    locks.hold_units(reservation.owner_id, [reservation.unit_id])


def _stored(reservation: Reservation) -> Reservation:
    return (
        Reservation.objects.select_for_update(of=("self",)).select_related("unit__equipment").get(pk=reservation.pk)
    )


def _is_known(key: UUID) -> bool:
    return Reservation.objects.filter(key=key).exists()


def _same(known: Reservation, by: Account) -> Reservation:
    if known.made_by_id != by.pk:
        raise Conflict(_("This has been stored already."))
    return known


def _copy(stored: Reservation, reservation: Reservation) -> None:
    for field in stored._meta.concrete_fields:
        setattr(reservation, field.attname, getattr(stored, field.attname))
    reservation.unit = stored.unit


def _moment() -> str:
    """Each occasion is told by itself."""
    return timezone.now().isoformat()
