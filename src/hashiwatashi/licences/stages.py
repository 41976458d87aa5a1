"""The way of a place in a course: waiting, seated, and what came of it; or given back.

Only `licences.places` and `licences.outcomes` take these steps: they hold the course first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from hashiwatashi.common.actions import UNDO_WITHIN
from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.stages import Stages, Step
from hashiwatashi.licences.enums import SeatStage
from hashiwatashi.licences.events import CourseEvent
from hashiwatashi.licences.models import CourseSeat

_WAITING, _SEATED, _PASSED, _FAILED, _ABSENT, _WITHDRAWN = SeatStage
_KEEP, _GIVE_BACK = "keep_seat", "give_seat_back"


def _noted(seat: CourseSeat, by: Actor) -> Mapping[str, Any]:
    return {"decided_at": timezone.now()}


def _taken_back(seat: CourseSeat, by: Actor) -> Mapping[str, Any]:
    return {"decided_at": None}


def _not_held_yet(seat: CourseSeat) -> str:
    if seat.course.is_cancelled:
        return _("The course was cancelled.")
    if timezone.now() < seat.course.starts:
        return _("The course has not begun yet.")
    return ""


def _begun(seat: CourseSeat) -> str:
    if timezone.now() >= seat.course.starts:
        return _("The course has begun: note who came and who did not.")
    return ""


def _too_late_to_undo(seat: CourseSeat) -> str:
    if seat.decided_at is not None and timezone.now() > seat.decided_at + UNDO_WITHIN:
        return _("This can be undone within a day alone.")
    return ""


SEAT_STAGES: Stages[CourseSeat] = Stages(
    "course_seat",
    SeatStage,
    (
        Step("seat", gettext_lazy("Give a seat"), (_WAITING,), _SEATED, _KEEP, CourseEvent.SEATED),
        Step(
            "withdraw",
            pgettext_lazy("course", "Withdraw"),
            (_WAITING, _SEATED),
            _WITHDRAWN,
            _GIVE_BACK,
            CourseEvent.WITHDRAWN,
            _begun,
        ),
        Step(
            "pass",
            pgettext_lazy("course", "Passed"),
            (_SEATED,),
            _PASSED,
            _KEEP,
            CourseEvent.PASSED,
            _not_held_yet,
            _noted,
        ),
        Step(
            "fail",
            pgettext_lazy("course", "Not passed"),
            (_SEATED,),
            _FAILED,
            _KEEP,
            CourseEvent.FAILED,
            _not_held_yet,
            _noted,
        ),
        Step(
            "absent",
            pgettext_lazy("course", "Absent"),
            (_SEATED,),
            _ABSENT,
            _KEEP,
            CourseEvent.ABSENT,
            _not_held_yet,
            _noted,
        ),
        Step(
            "undo",
            gettext_lazy("Take back"),
            (_PASSED, _FAILED, _ABSENT),
            _SEATED,
            _KEEP,
            CourseEvent.UNDONE,
            _too_late_to_undo,
            _taken_back,
        ),
    ),
    initial=_WAITING,
)
