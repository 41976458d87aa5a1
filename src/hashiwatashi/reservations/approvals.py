"""Deciding about an application along its route: agree, send back, refuse; and the permit number at the end."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.common import actions
from hashiwatashi.common.audit import trail
from hashiwatashi.common.calendar import fiscal_year
from hashiwatashi.common.errors import Conflict, InvalidInput, NotAllowed
from hashiwatashi.notices.actions import tell
from hashiwatashi.notices.reservations import (
    RESERVATION_APPLIED,
    RESERVATION_PERMITTED,
    RESERVATION_REFUSED,
    RESERVATION_SENT_BACK,
)
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account
from hashiwatashi.reservations import locks
from hashiwatashi.reservations.actions import check_ground, tell_users
from hashiwatashi.reservations.approvers import Turn, capacity_of, deciders, turn_of
from hashiwatashi.reservations.enums import Decision, Ground, ReservationStage
from hashiwatashi.reservations.events import ReservationEvent
from hashiwatashi.reservations.models import Deputy, PermitDecision, Reservation
from hashiwatashi.reservations.stages import STAGES


def agree(reservation: Reservation, *, by: Account, comment: str = "", conditions: str = "") -> None:
    """Agree to an application; with the last agreement of the route it is permitted, and has a number.

    Whoever represents somebody else is stored as doing so (代). Raises `NotAllowed` for anybody whose turn it is
    not, `Conflict`. Audited as `ReservationEvent.AGREED`, at the end also as `PERMITTED`.
    """
    with transaction.atomic():
        turn, acts_for = _begin(reservation, by)
        data = {"position": turn.position, "role": str(turn.role)}
        trail.record(ReservationEvent.AGREED, reservation, by=by, data=data)
        said = _conditions(reservation, conditions)
        is_permitted = turn.is_last and (not turn.needs_all or turn.open == (acts_for,))
        if is_permitted:
            _permit(reservation, by, said)
        elif said != reservation.conditions:
            actions.change(reservation, by=by, changes={"conditions": said})
        _decide(reservation, turn, Decision.AGREED, by, acts_for, comment)
        if not is_permitted:
            people = [one for one in deciders(reservation) if one != by]
            once = f"{reservation.round}:{turn_of(reservation).position}"
            tell(people, RESERVATION_APPLIED, by=by, about=reservation.uid, once=once, number=reservation.number)


def send_back(reservation: Reservation, *, by: Account, comment: str) -> None:
    """Give an application back to be mended (差戻し), with what is to be mended; it keeps its time.

    Raises `InvalidInput` without a comment. Audited as `ReservationEvent.SENT_BACK`.
    """
    if not comment.strip():
        raise InvalidInput.of("comment", _("Say what is to be mended."))
    with transaction.atomic():
        turn, acts_for = _begin(reservation, by)
        STAGES.move(reservation, "send-back", by=by)
        _decide(reservation, turn, Decision.SENT_BACK, by, acts_for, comment)
        tell_users(reservation, RESERVATION_SENT_BACK, by=by)


def refuse(reservation: Reservation, *, by: Account, ground: Ground, text: str = "") -> None:
    """Do not permit it, for one of the listed reasons (BR-S-02). Audited as `ReservationEvent.REFUSED`."""
    check_ground(ground, text)
    with transaction.atomic():
        turn, acts_for = _begin(reservation, by)
        STAGES.move(reservation, "refuse", by=by, reason=str(ground))
        actions.change(reservation, by=by, changes={"ground": ground, "ground_text": text})
        _decide(reservation, turn, Decision.REFUSED, by, acts_for, text)
        tell_users(reservation, RESERVATION_REFUSED, by=by)


def name_deputy(
    *, owner: Organisation, absent: Account, deputy: Account, since: date, until: date, by: Account
) -> Deputy:
    """Let somebody of the institution decide in the place of another for some days.

    Raises `InvalidInput` where either does not act for the institution. Audited as `ReservationEvent.DEPUTY_SET`.
    """
    for field, one in (("absent", absent), ("deputy", deputy)):
        if owner.pk not in one.current_organisation_ids:
            raise InvalidInput.of(field, _("This person does not act for the institution."))
    return actions.register(Deputy(owner=owner, absent=absent, deputy=deputy, since=since, until=until), by=by)


def _begin(reservation: Reservation, by: Account) -> tuple[Turn, Account]:
    """Hold the unit; whose turn it is, and for whom the account decides. Raises `NotAllowed`, `Conflict`."""
    locks.hold_units(reservation.owner_id, [reservation.unit_id])
    locks.hold_permits(reservation.owner_id)
    reservation.refresh_from_db()
    if reservation.stage != ReservationStage.APPLIED:
        stage = ReservationStage(reservation.stage).label
        told = _("This cannot be done any more: the record is now “%(stage)s”. Load the page again.")
        raise Conflict(told % {"stage": stage})
    if (acts_for := capacity_of(by, reservation)) is None:
        raise NotAllowed(_("It is not your turn to decide about this application."))
    return turn_of(reservation), acts_for


def _decide(
    reservation: Reservation, turn: Turn, decision: Decision, by: Account, acts_for: Account, comment: str
) -> None:
    PermitDecision.objects.create(
        reservation=reservation,
        round=reservation.round,
        position=turn.position,
        role=turn.role,
        decision=decision,
        by=by,
        instead_of=None if acts_for == by else acts_for,
        comment=comment,
    )


def _conditions(reservation: Reservation, more: str) -> str:
    """What those before on the route have set in this round, and what is added; nobody's is lost with the next."""
    agreed = PermitDecision.objects.filter(
        reservation=reservation, round=reservation.round, decision=Decision.AGREED
    ).exists()
    return "\n".join(filter(None, (reservation.conditions if agreed else "", more.strip())))


def _permit(reservation: Reservation, by: Account, conditions: str) -> None:
    """With the next number of the institution in the fiscal year; one that was permitted before keeps its own."""
    changes: dict[str, object] = {"conditions": conditions}
    if reservation.permit_serial is None:
        year = fiscal_year(timezone.localdate())
        owner = reservation.unit.equipment.owner
        last = Reservation.objects.filter(permit_owner=owner, permit_year=year).aggregate(last=Max("permit_serial"))[
            "last"
        ]
        changes |= {"permit_owner": owner, "permit_year": year, "permit_serial": (last or 0) + 1}
    actions.change(reservation, by=by, changes=changes)
    STAGES.move(reservation, "permit", by=by)
    tell_users(reservation, RESERVATION_PERMITTED, by=by)
