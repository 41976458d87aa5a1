"""Closing units and changing hours: reservations that stand in the way are displaced, told, and stand again when the
closure is taken back (BR-S-03, INV-02)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.common import actions
from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.errors import Conflict, DomainError, InvalidInput
from hashiwatashi.common.timespans import TimeSpan
from hashiwatashi.notices.reservations import RESERVATION_DISPLACED, RESERVATION_REINSTATED
from hashiwatashi.opening.events import OpeningEvent
from hashiwatashi.opening.hours import openings
from hashiwatashi.opening.models import SpecialDay, Unit, UseRules
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account
from hashiwatashi.reservations import locks
from hashiwatashi.reservations.actions import tell_users
from hashiwatashi.reservations.enums import Ground, OccupancyKind, ReservationStage
from hashiwatashi.reservations.events import ReservationEvent
from hashiwatashi.reservations.models import Closure, Occupancy, Reservation
from hashiwatashi.reservations.obstacles import fits_hours
from hashiwatashi.reservations.querysets import LONGEST
from hashiwatashi.reservations.stages import STAGES

_COMING = (ReservationStage.HELD, ReservationStage.APPLIED, ReservationStage.PERMITTED)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Displaced:
    """What a closure or a change of hours did to reservations."""

    cause: UUID
    reservations: tuple[Reservation, ...]
    #: Those that stand again; nobody has to know them beforehand.
    reinstated: tuple[Reservation, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """Which reservations an act displaces, and whether it was carried out."""

    reservations: tuple[Reservation, ...]
    is_done: bool
    #: What was made or changed, in order.
    causes: tuple[UUID, ...] = ()
    reinstated: tuple[Reservation, ...] = ()


def affected(units: Iterable[int], span: TimeSpan) -> list[Reservation]:
    """The reservations that a closure of some units would displace, in the order of their time."""
    found = Reservation.objects.filter(unit__in=list(units), stage__in=_COMING).meeting(span)
    return list(found.for_lists().order_by("starts", "pk"))


def close_unit(
    unit: Unit, span: TimeSpan, *, kind: OccupancyKind, reason: str, by: Account, uid: UUID | None = None
) -> Displaced:
    """Close a unit for some time; what is reserved meanwhile is displaced and its users are told.

    With a ``uid`` the closure bears it, so that whoever sends it again finds the first.

    Raises `InvalidInput` without a reason or for more than a year, `Conflict` while it is in use, or closed already.
    Audited as `ReservationEvent.CLOSED`, each displaced one as `DISPLACED`.
    """
    if span.length > LONGEST:
        raise InvalidInput.of("ends", _("At most a year at a time. A unit that is not used any more is ended."))
    if not reason.strip():
        raise InvalidInput.of("reason", _("Say why: those who reserved it will read it."))
    with transaction.atomic():
        locks.hold_institution(unit.equipment.owner_id)
        _refuse_in_use(unit, span)
        if Closure.objects.standing().filter(unit=unit, starts__lt=span.end, ends__gt=span.start).exists():
            raise Conflict(_("It is closed at that time already. Change that closure, or choose another time."))
        closure = Closure(unit=unit, kind=kind, starts=span.start, ends=span.end, reason=reason, made_by=by)
        closure.uid = closure_uid = uid or closure.uid
        displaced = _displace(affected([unit.pk], span), closure_uid, reason, by)
        actions.register(closure, by=by)
        Occupancy.objects.create(unit=unit, starts=span.start, ends=span.end, kind=kind, closure=closure)
    return Displaced(closure_uid, displaced)


def close_units(
    units: Sequence[Unit],
    span: TimeSpan,
    *,
    kind: OccupancyKind,
    reason: str,
    by: Account,
    uids: Mapping[int, UUID] | None = None,
) -> tuple[Displaced, ...]:
    """Close several units at once, such as all of a room: all of them or, where one cannot be, none.

    ``uids`` are those that the closures shall bear, by the key of the unit.

    Raises what `close_unit` does, with the name of the unit; `InvalidInput` without any unit.
    """
    if not units:
        raise InvalidInput.of("units", _("Choose at least one unit."))
    with transaction.atomic():
        return tuple(_closed(unit, span, kind, reason, by, (uids or {}).get(unit.pk)) for unit in units)


def change_closure(
    closure: Closure, *, by: Account, version: int | None = None, reason: str | None = None
) -> Mapping[str, Any]:
    """Say otherwise why a unit is closed; None leaves it. Raises `InvalidInput`, `EditConflict`.

    Audited as ``CLOSURE_CHANGED``.
    """
    if reason is not None and not reason.strip():
        raise InvalidInput.of("reason", _("Say why: those who reserved it will read it."))
    changes = {} if reason is None else {"reason": reason}
    return actions.change(closure, by=by, changes=changes, version=version)


def end_closure(closure: Closure, *, by: Account, now: datetime | None = None) -> Displaced:
    """Take a closure back, or end it early: what it displaced stands again where its time is still free.

    Raises `Conflict` for one that is over or was taken back. Audited as `ReservationEvent.CLOSURE_ENDED`.
    """
    now = now or timezone.now()
    with transaction.atomic():
        locks.hold_institution(closure.owner_id)
        stored = Closure.objects.select_for_update().get(pk=closure.pk)
        if stored.ended_at is not None or stored.ends <= now:
            raise Conflict(_("It is over already."))
        Occupancy.objects.filter(closure=stored).update(occupies=False)
        actions.change(stored, by=by, changes={"ended_at": now}, event=ReservationEvent.CLOSURE_ENDED)
        if stored.starts < now:
            # What has passed of it remains: in that time nobody could use the unit.
            Occupancy.objects.filter(closure=stored).update(occupies=True, ends=_minute_after(now))
        reinstated = reinstate(stored.uid, by)
    return Displaced(stored.uid, reinstated)


def set_rules(rules: UseRules, *, by: Actor) -> Displaced:
    """Store rules of use that begin on a day; those before them end there. What lies outside the new hours is
    displaced. Raises `InvalidInput`, `Conflict` for rules that begin on the same day. Audited as ``RULES_SET``.
    """
    with transaction.atomic():
        locks.hold_institution(rules.owner_id)
        same = UseRules.objects.filter(owner=rules.owner_id, equipment=rules.equipment_id)
        following = same.filter(since__gt=rules.since).order_by("since").first()
        if following is not None and (rules.until is None or rules.until > following.since):
            rules.until = following.since
        before = same.filter(since__lt=rules.since).order_by("-since").first()
        if before is not None and (before.until is None or before.until > rules.since):
            actions.change(before, by=by, changes={"until": rules.since}, event=OpeningEvent.RULES_FOLLOWED)
        actions.register(rules, by=by)
        displaced = displace_outside(rules.owner, rules.uid, _("The opening hours have changed."), by)
    return Displaced(rules.uid, displaced)


def change_rules(rules: UseRules, *, by: Actor, version: int | None = None, **changes: Any) -> Displaced:
    """Change rules that stand; what lies outside the hours then is displaced. Raises `InvalidInput`, `EditConflict`.

    Audited as ``RULES_CHANGED``.
    """
    with transaction.atomic():
        locks.hold_institution(rules.owner_id)
        actions.change(rules, by=by, changes=changes, version=version)
        displaced = displace_outside(rules.owner, rules.uid, _("The opening hours have changed."), by)
    return Displaced(rules.uid, displaced)


def set_special_day(day: SpecialDay, *, by: Actor) -> Displaced:
    """Open or close on one day in another way than usual (臨時休館); what lies outside its hours is displaced.

    Raises `InvalidInput`. Audited as ``DAY_SET``.
    """
    with transaction.atomic():
        locks.hold_institution(day.owner_id)
        actions.register(day, by=by)
        displaced = displace_outside(day.owner, day.uid, day.reason, by)
    return Displaced(day.uid, displaced)


def change_special_day(day: SpecialDay, *, by: Actor, **changes: Any) -> Displaced:
    """Change hours or reason of a special day: what lies outside is displaced, what it displaced may stand again.

    Raises `InvalidInput`. Audited as ``DAY_CHANGED``.
    """
    with transaction.atomic():
        locks.hold_institution(day.owner_id)
        actions.change(day, by=by, changes=changes)
        reinstate(day.uid, by)
        displaced = displace_outside(day.owner, day.uid, day.reason, by)
    return Displaced(day.uid, displaced)


def cancel_special_day(day: SpecialDay, *, by: Actor) -> Displaced:
    """Let a day be as usual again; what it displaced stands again where its time is still free and open.

    Raises `Conflict` where it was cancelled already. Audited as ``DAY_CHANGED``.
    """
    with transaction.atomic():
        locks.hold_institution(day.owner_id)
        stored = SpecialDay.objects.select_for_update().get(pk=day.pk)
        if stored.is_cancelled:
            raise Conflict(_("It was cancelled already."))
        actions.change(stored, by=by, changes={"is_cancelled": True})
        displaced = displace_outside(stored.owner, stored.uid, stored.reason, by)
        reinstated = reinstate(stored.uid, by)
    return Displaced(stored.uid, (*reinstated, *displaced))


def set_special_days(days: Sequence[SpecialDay], *, by: Actor) -> tuple[Displaced, ...]:
    """Set several special days, all of them or none. Raises `InvalidInput` for a day that is one already."""
    with transaction.atomic():
        return tuple(set_special_day(day, by=by) for day in days)


def carried_out(act: Callable[[], Sequence[Displaced]], known: Collection[str] | None) -> Outcome:
    """Do what displaces reservations only where all that it displaces are ``known`` by number; else take it back.

    So whoever acts sees beforehand (None: she has seen nothing yet) what exactly will happen, and nobody is displaced
    unseen who came meanwhile.
    """
    with transaction.atomic():
        done = tuple(act())
        found = tuple(one for displaced in done for one in displaced.reservations)
        is_done = known is not None and {one.number for one in found} <= set(known)
        if not is_done:
            transaction.set_rollback(True)
    standing = tuple(one for displaced in done for one in displaced.reinstated)
    return Outcome(found, is_done, tuple(one.cause for one in done), standing)


def outside_hours(owner: int, now: datetime) -> list[Reservation]:
    """The coming reservations of an institution that do not lie within its opening hours as they are."""
    coming = list(
        Reservation.objects.filter(unit__equipment__owner=owner, stage__in=_COMING, ends__gt=now)
        .for_lists()
        .order_by("starts", "pk")
    )
    if not coming:
        return []
    zone = timezone.get_default_timezone()
    first = min(one.starts for one in coming).astimezone(zone).date()
    last = max(one.ends for one in coming).astimezone(zone).date()
    equipment = {one.unit.equipment_id: one.unit.equipment for one in coming}
    found = openings(list(equipment.values()), first, last + _DAY)
    return [
        one for one in coming if not fits_hours(one.span, found[one.unit.equipment_id], zone, is_loan=one.is_loan)
    ]


def _closed(unit: Unit, span: TimeSpan, kind: OccupancyKind, reason: str, by: Account, uid: UUID | None) -> Displaced:
    try:
        return close_unit(unit, span, kind=kind, reason=reason, by=by, uid=uid)
    except Conflict as error:
        raise Conflict(_("%(unit)s: %(told)s") % {"unit": unit, "told": error}) from error


def displace_outside(owner: Organisation, cause: UUID, reason: str, by: Actor) -> tuple[Reservation, ...]:
    """Displace what does not lie within the hours of an institution any more; its users are told."""
    return _displace(outside_hours(owner.pk, timezone.now()), cause, reason, by)


def _displace(found: Iterable[Reservation], cause: UUID, reason: str, by: Actor) -> tuple[Reservation, ...]:
    displaced = tuple(found)
    for reservation in displaced:
        STAGES.move(reservation, "displace", by=by, reason=reason)
        changes = {"displaced_by": cause, "ground": Ground.BROKEN, "ground_text": reason[:500]}
        actions.change(reservation, by=by, changes=changes)
        tell_users(reservation, RESERVATION_DISPLACED, by=by)
    return displaced


def reinstate(cause: UUID, by: Actor, only: Collection[UUID] | None = None) -> tuple[Reservation, ...]:
    """Those, or ``only`` some, that a cause displaced and that still find their time free, open and to come."""
    found = Reservation.objects.filter(displaced_by=cause, stage=ReservationStage.CANCELLED, ends__gt=timezone.now())
    if only is not None:
        found = found.filter(uid__in=only)
    standing = []
    for reservation in found.for_lists().order_by("applied_at", "pk"):
        try:
            with transaction.atomic():
                STAGES.move(reservation, f"reinstate-{reservation.stage_before}", by=by)
        except (IntegrityError, DomainError):
            continue  # somebody else has the time meanwhile, or it has begun
        standing.append(reservation)
    outside = {one.pk for owner in {one.owner_id for one in standing} for one in outside_hours(owner, timezone.now())}
    for reservation in standing:
        if reservation.pk in outside:
            _displace([reservation], cause, reservation.ground_text or _("The opening hours have changed."), by)
        else:
            tell_users(reservation, RESERVATION_REINSTATED, by=by)
    return tuple(one for one in standing if one.pk not in outside)


def _refuse_in_use(unit: Unit, span: TimeSpan) -> None:
    used = Reservation.objects.filter(unit=unit, stage=ReservationStage.IN_USE).meeting(span).first()
    if used is not None:
        told = _("%(number)s is in use at that time. Finish that use or take its permission back first.")
        raise Conflict(told % {"number": used.number})


def _minute_after(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0) + timedelta(minutes=1)
