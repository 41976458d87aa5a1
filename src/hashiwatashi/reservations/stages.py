"""The way of a reservation: provisional, applied for, permitted, in use, finished; or refused, cancelled, not come.

Only `reservations.actions`, `.approvals` and `.closing` take these steps: they hold the unit first, and free or take
its time with the stage.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from hashiwatashi.common.actions import UNDO_WITHIN
from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.languages import is_japanese
from hashiwatashi.common.stages import Stages, Step
from hashiwatashi.opening.hours import opening_of
from hashiwatashi.reservations.enums import OCCUPYING, ReservationStage
from hashiwatashi.reservations.events import ReservationEvent
from hashiwatashi.reservations.licensing import lack_of
from hashiwatashi.reservations.models import Occupancy, Reservation

_HELD, _APPLIED, _PERMITTED, _IN_USE, _DONE, _REFUSED, _CANCELLED, _ABSENT = ReservationStage
_USE, _KEEP, _AGREE = "use_reservation", "keep_reservation", "agree_to_reservation"
#: So long before its time somebody may come and begin.
BEGINS_EARLY = timedelta(minutes=30)


def set_occupancy(reservation: Reservation, stage: str) -> None:
    """Take or free the time of a reservation as its stage has it. The guard of the database may refuse it."""
    Occupancy.objects.filter(reservation=reservation).update(occupies=stage in OCCUPYING)


def _to(stage: str, **more: Any) -> Any:
    """An effect: the time is taken or freed as ``stage`` has it, and ``more`` is stored; functions are called."""

    def effect(reservation: Reservation, by: Actor) -> Mapping[str, Any]:
        set_occupancy(reservation, stage)
        return {name: value(reservation) if callable(value) else value for name, value in more.items()}

    return effect


def _now(reservation: Reservation) -> Any:
    return timezone.now()


def _kept_until(reservation: Reservation) -> datetime:
    """As long as any provisional reservation is kept, and no longer than until it begins."""
    day = timezone.localdate(reservation.starts)
    rules = opening_of(reservation.unit.equipment, day, day + timedelta(days=1)).rules_on(day)
    if rules is None:
        return reservation.starts
    return min(timezone.now() + timedelta(hours=rules.hold_hours), reservation.starts)


def _not_begun(reservation: Reservation) -> str:
    others = Reservation.objects.filter(unit=reservation.unit_id, stage=_IN_USE).exclude(pk=reservation.pk)
    if before := others.first():
        return _("%(number)s is still in use. Finish that use first.") % {"number": before.number}
    if timezone.now() < reservation.starts - BEGINS_EARLY:
        return _("It begins later. It can be begun half an hour before its time.")
    if timezone.now() >= reservation.ends:
        return _("Its time is over. Say that the user did not come, or cancel it.")
    # INV-06: a valid licence on the day of use, or an instructor.
    lack = lack_of(reservation)
    return lack and ("" if is_japanese() else " ").join((lack, _("Note that an instructor attends, or cancel it.")))


def _too_soon(reservation: Reservation) -> str:
    if timezone.now() < reservation.starts:
        return _("Its time has not begun yet.")
    return ""


def _over(reservation: Reservation) -> str:
    if timezone.now() >= reservation.ends:
        return _("Its time is over.")
    return ""


def _too_late_to_undo(reservation: Reservation) -> str:
    if timezone.now() > reservation.ends + UNDO_WITHIN:
        return _("This can be undone within a day alone.")
    return ""


def _begun_long_ago(reservation: Reservation) -> str:
    if reservation.begun_at is not None and timezone.now() > reservation.begun_at + UNDO_WITHIN:
        return _("This can be undone within a day alone. Finish the use instead.")
    return ""


STAGES: Stages[Reservation] = Stages(
    "reservation",
    ReservationStage,
    (
        Step(
            "apply",
            gettext_lazy("Apply for permission"),
            (_HELD,),
            _APPLIED,
            _USE,
            ReservationEvent.APPLIED,
            _over,
            _to(_APPLIED, applied_at=_now, round=lambda one: one.round + 1, held_until=None),
        ),
        # Changes need permission again (BR-S-02): what was agreed to so far belongs to the round before.
        Step(
            "amend",
            gettext_lazy("Apply for the change"),
            (_APPLIED, _PERMITTED),
            _APPLIED,
            _USE,
            ReservationEvent.APPLIED,
            _over,
            _to(_APPLIED, applied_at=_now, round=lambda one: one.round + 1),
        ),
        Step(
            "pull-back",
            gettext_lazy("Take the application back to change it"),
            (_APPLIED,),
            _HELD,
            "pull_back_reservation",
            ReservationEvent.PULLED_BACK,
            _over,
            _to(_HELD, held_until=_kept_until),
        ),
        Step(
            "send-back",
            gettext_lazy("Send back to be mended"),
            (_APPLIED,),
            _HELD,
            _AGREE,
            ReservationEvent.SENT_BACK,
            effect=_to(_HELD, held_until=_kept_until),
        ),
        Step(
            "permit",
            gettext_lazy("Permit"),
            (_APPLIED,),
            _PERMITTED,
            _AGREE,
            ReservationEvent.PERMITTED,
            _over,
            _to(_PERMITTED, permitted_at=_now),
        ),
        Step(
            "refuse",
            gettext_lazy("Do not permit"),
            (_APPLIED,),
            _REFUSED,
            _AGREE,
            ReservationEvent.REFUSED,
            effect=_to(_REFUSED),
        ),
        Step(
            "revoke",
            gettext_lazy("Take the permission back"),
            (_PERMITTED, _IN_USE),
            _CANCELLED,
            _KEEP,
            ReservationEvent.REVOKED,
            effect=_to(_CANCELLED),
        ),
        Step(
            "cancel",
            pgettext_lazy("reservation", "Cancel"),
            (_HELD, _APPLIED, _PERMITTED),
            _CANCELLED,
            _USE,
            ReservationEvent.CANCELLED,
            effect=_to(_CANCELLED),
        ),
        Step(
            "expire",
            gettext_lazy("End unused"),
            (_HELD,),
            _CANCELLED,
            _KEEP,
            ReservationEvent.EXPIRED,
            effect=_to(_CANCELLED),
        ),
        Step(
            "displace",
            gettext_lazy("Displace"),
            (_HELD, _APPLIED, _PERMITTED),
            _CANCELLED,
            _KEEP,
            ReservationEvent.DISPLACED,
            effect=_to(_CANCELLED, stage_before=lambda one: one.stage),
        ),
        *(
            Step(
                f"reinstate-{stage}",
                gettext_lazy("Let it stand again"),
                (_CANCELLED,),
                stage,
                _KEEP,
                ReservationEvent.REINSTATED,
                _over,
                _to(stage, displaced_by=None, stage_before="", ground="", ground_text="", **more),
            )
            for stage, more in ((_HELD, {"held_until": lambda one: one.starts}), (_APPLIED, {}), (_PERMITTED, {}))
        ),
        Step(
            "begin",
            gettext_lazy("Begin the use"),
            (_PERMITTED,),
            _IN_USE,
            _KEEP,
            ReservationEvent.BEGUN,
            _not_begun,
            _to(_IN_USE, begun_at=_now),
        ),
        Step(
            "undo-begin",
            gettext_lazy("It was not begun after all"),
            (_IN_USE,),
            _PERMITTED,
            _KEEP,
            ReservationEvent.BEGIN_UNDONE,
            _begun_long_ago,
            _to(_PERMITTED, begun_at=None),
        ),
        Step(
            "finish",
            gettext_lazy("Finish the use"),
            (_IN_USE,),
            _DONE,
            _KEEP,
            ReservationEvent.FINISHED,
            effect=_to(_DONE, ended_at=_now),
        ),
        Step(
            "absent",
            gettext_lazy("The user did not come"),
            (_PERMITTED,),
            _ABSENT,
            _KEEP,
            ReservationEvent.ABSENT,
            _too_soon,
            _to(_ABSENT),
        ),
        Step(
            "came",
            gettext_lazy("The user did come"),
            (_ABSENT,),
            _PERMITTED,
            _KEEP,
            ReservationEvent.REINSTATED,
            _too_late_to_undo,
            _to(_PERMITTED),
        ),
    ),
    initial=_HELD,
)
