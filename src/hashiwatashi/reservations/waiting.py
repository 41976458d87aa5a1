"""The waiting list (キャンセル待ち): wait for a time that others have, withdraw, and be offered it when it is free.

What frees a time knows nothing of it. Who is offered what follows from the tables alone, so that nothing is lost when
a process dies: the work of the clock looks each second, and until it did, nobody else gets a time that is awaited
(`line.refuse_awaited`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.common import actions
from hashiwatashi.common.errors import Conflict, NotAllowed
from hashiwatashi.common.timespans import TimeSpan
from hashiwatashi.notices.actions import tell
from hashiwatashi.notices.reservations import RESERVATION_OFFERED
from hashiwatashi.opening.enums import UserKind
from hashiwatashi.opening.models import Unit
from hashiwatashi.people.models import Account
from hashiwatashi.reservations import locks
from hashiwatashi.reservations.actions import CLOCK, check, end_holds, opening_for, store
from hashiwatashi.reservations.enums import Obstacle, ReservationStage
from hashiwatashi.reservations.events import ReservationEvent
from hashiwatashi.reservations.line import refuse_awaited, whose_time_is_free
from hashiwatashi.reservations.models import Occupancy, Reservation
from hashiwatashi.reservations.obstacles import CannotReserve, rule_obstacles
from hashiwatashi.reservations.waits import Waiting
from hashiwatashi.reservations.wishes import Wish

log = structlog.get_logger(__name__)
#: For so many times somebody waits at once, so that nobody waits for everything.
MOST = 10
_ASKED_AGAIN_AFTER = timedelta(minutes=30)


def wait(
    wish: Wish,
    *,
    by: Account,
    takes_any: bool = False,
    key: UUID | None = None,
    now: datetime | None = None,
    **values: Any,
) -> Waiting:
    """Put oneself on the list for a time that others have; with ``takes_any`` any unit of the instrument will do.

    With a ``key`` the same wish is stored once. Raises `CannotReserve` for what the rules do not allow anyway,
    `Conflict` for a time that is free or one's own, and for too many. Audited as `ReservationEvent.WAITED`.
    """
    now = now or timezone.now()
    units = _units(wish.unit, takes_any, wish.span)
    with locks.in_line(), transaction.atomic():
        locks.hold_units(wish.unit.owner_id, [unit.pk for unit in units], by.pk)
        if key is not None and (known := Waiting.objects.filter(key=key).first()):
            if known.user_id != by.pk:
                raise Conflict(_("This has been stored already."))
            return known
        end_holds(now, units=[unit.pk for unit in units])
        _check(wish, units, by, now)
        entry = Waiting(
            unit=wish.unit,
            takes_any=takes_any,
            starts=wish.span.start,
            ends=wish.span.end,
            user=by,
            user_kind=wish.user_kind,
            is_loan=wish.is_loan,
            with_instructor=wish.with_instructor,
            key=key,
            **values,
        )
        return actions.register(entry, by=by)


def withdraw(entry: Waiting, *, by: Account) -> None:
    """Take an entry off the list. What was offered is given back as any reservation is.

    Raises `NotAllowed`, `Conflict` for one that waits no longer. Audited as `ReservationEvent.WITHDRAWN`.
    """
    if not by.has_perm("hashiwatashi.withdraw_waiting", entry):
        raise NotAllowed(_("Your account may not take this step."))
    now = timezone.now()
    with locks.in_line(), transaction.atomic():
        locks.hold_units(entry.owner_id, [entry.unit_id])
        stored = Waiting.objects.standing(now).select_for_update().filter(pk=entry.pk).first()
        if stored is None:
            raise Conflict(_("This entry waits no longer. Load the page again."))
        actions.change(entry, by=by, changes={"withdrawn_at": now}, event=ReservationEvent.WITHDRAWN)


def offer_free(now: datetime) -> int:
    """Offer every time that is free to the first who waits for it and may have it; returns how many were offered.

    Whoever may not is passed over, with the reason. Doing it twice changes nothing. Each is offered in a transaction
    of its own, which holds the institution: two that do this at once keep the order, too.
    """
    free = whose_time_is_free(now)
    # Whose time was taken again meanwhile is asked anew when it is free the next time.
    Waiting.objects.standing(now).exclude(skipped_at=None).exclude(pk__in=free.values("pk")).update(skipped_at=None)
    owners = free.order_by("unit__equipment__owner").values_list("unit__equipment__owner", flat=True).distinct()
    return sum(_offer_apart(owner, now) for owner in list(owners))


def _offer_apart(owner: int, now: datetime) -> int:
    """What fails at one institution stops no offer of another."""
    try:
        return _offer_all_of(owner, now)
    except Exception:
        log.exception("offers_failed", owner=owner)
        return 0


def _offer_all_of(owner: int, now: datetime) -> int:
    asked: list[int] = []
    offered = 0
    while True:
        with locks.in_line(), transaction.atomic():
            locks.hold_institution(owner)
            # Whoever was passed over is asked again after a while: her licence may have come meanwhile.
            free = whose_time_is_free(now).filter(Q(skipped_at=None) | Q(skipped_at__lt=now - _ASKED_AGAIN_AFTER))
            free = free.filter(unit__equipment__owner=owner).exclude(pk__in=asked)
            entry = free.for_lists().first()
            if entry is None:
                return offered
            locks.hold_person(entry.user_id)
            asked.append(entry.pk)
            offered += _ask(entry, now)


def _ask(entry: Waiting, now: datetime) -> bool:
    """Whether an entry is offered a unit; else the reason is kept."""
    reason = Obstacle.NOT_FOR_OUTSIDERS if _still_acts(entry) else Obstacle.USER_KIND
    for wish in _wishes(entry):
        try:
            check(wish, opening_for(wish.unit.equipment, wish.span), now)
        except CannotReserve as refusal:
            # Of several units that which is free says what stands in the way.
            if refusal.obstacle != Obstacle.TAKEN or reason == Obstacle.NOT_FOR_OUTSIDERS:
                reason = refusal.obstacle
        else:
            _offer(entry, wish, now)
            return True
    if entry.skipped_at is None or entry.skipped != reason:
        actions.change(entry, by=CLOCK, changes={"skipped": reason, "skipped_at": now})
    else:
        Waiting.objects.filter(pk=entry.pk).update(skipped_at=now)
    return False


def _wishes(entry: Waiting) -> Iterator[Wish]:
    """What an entry wishes for, unit by unit, its own first; nothing where she acts for the firm no longer, or may
    not see the instrument any more."""
    if not _still_acts(entry) or not Unit.objects.visible_to(entry.user).filter(pk=entry.unit_id).exists():
        return
    for unit in _units(entry.unit, entry.takes_any, entry.span):
        yield Wish(
            unit,
            entry.span,
            user=entry.user,
            user_kind=UserKind(entry.user_kind),
            is_loan=entry.is_loan,
            with_instructor=entry.with_instructor,
        )


def _still_acts(entry: Waiting) -> bool:
    """Whether she acts for the firm for which she waits."""
    return entry.organisation_id is None or entry.organisation_id in entry.user.current_organisation_ids


def _offer(entry: Waiting, wish: Wish, now: datetime) -> None:
    """Reserve it provisionally for her, and tell her until when."""
    rules = opening_for(wish.unit.equipment, wish.span).rules_on(timezone.localdate(wish.span.start))
    assert rules is not None  # without rules nothing passes
    until = min(now + timedelta(hours=rules.offer_hours), wish.span.start)
    values = {name: getattr(entry, name) for name in ("purpose", "sample", "people", "organisation")}
    made = store(wish, by=CLOCK, made_by=entry.user, held_until=until, **values)
    changes = {"reservation": made, "skipped": "", "skipped_at": None}
    actions.change(entry, by=CLOCK, changes=changes, event=ReservationEvent.OFFERED)
    said = f"{timezone.localtime(until):%Y-%m-%d %H:%M}"
    tell([entry.user], RESERVATION_OFFERED, by=CLOCK, about=made.uid, number=made.number, until=said)


def _check(wish: Wish, units: list[Unit], by: Account, now: datetime) -> None:
    for obstacle in rule_obstacles(wish, opening_for(wish.unit.equipment, wish.span), now):
        raise obstacle
    if Reservation.objects.taking_time().filter(unit__in=units, user=by).meeting(wish.span).exists():
        raise Conflict(_("You have reserved it at that time yourself."))
    if any(_is_free(unit, wish, now) for unit in units):
        raise Conflict(_("This time is free: reserve it."))
    if _let_lapse(by, wish):
        raise Conflict(_("You let this time lapse once: others come first. Reserve it when it is free."))
    mine = Waiting.objects.standing(now).filter(user=by)
    # Several entries for one time would keep it from others for several offers, one after the other.
    if mine.filter(unit__equipment=wish.unit.equipment_id).meeting(wish.span).exists():
        raise Conflict(_("You wait for this time already."))
    if mine.count() >= MOST:
        raise Conflict(_("You wait for %(most)d times already. Withdraw one of them first.") % {"most": MOST})


def _let_lapse(by: Account, wish: Wish) -> bool:
    """Whether she had the instrument provisionally at that time and did not apply until it ended: two who take turns
    would keep it from everybody."""
    had = Reservation.objects.filter(unit__equipment=wish.unit.equipment_id, user=by, round=0, displaced_by=None)
    return had.filter(stage=ReservationStage.CANCELLED, updated_at__gte=F("held_until")).meeting(wish.span).exists()


def _is_free(unit: Unit, wish: Wish, now: datetime) -> bool:
    """Whether whoever wants to wait could reserve instead: nothing takes the time, nobody waits for it."""
    if Occupancy.objects.taking([unit.pk], wish.span).exists():
        return False
    try:
        refuse_awaited(Wish(unit, wish.span, user=wish.user), now)
    except CannotReserve:
        return False
    return True


def _units(unit: Unit, takes_any: bool, span: TimeSpan) -> list[Unit]:
    """The units that will do at that time, the one named first."""
    if not takes_any:
        return [unit]
    others = Unit.objects.filter(equipment=unit.equipment_id).exclude(pk=unit.pk).for_lists()
    return [unit, *others.in_force_on(timezone.localdate(span.start)).order_by("number")]
