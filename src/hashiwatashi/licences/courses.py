"""Announcing, changing and cancelling courses, and noting what came of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hashiwatashi.common import actions
from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.errors import Conflict, InvalidInput
from hashiwatashi.equipment.models import Equipment, EquipmentClass
from hashiwatashi.licences.actions import issue, revoke
from hashiwatashi.licences.enums import SEATED, SeatStage
from hashiwatashi.licences.events import CourseEvent
from hashiwatashi.licences.models import Course, CourseSeat, OperatorLicence
from hashiwatashi.licences.places import fill, hold, participants, tell_of
from hashiwatashi.licences.stages import SEAT_STAGES
from hashiwatashi.notices.licences import COURSE_CANCELLED, COURSE_CHANGED
from hashiwatashi.opening.rules import KEEPERS

_OUTCOMES: Mapping[str, str] = {"pass": SeatStage.PASSED, "fail": SeatStage.FAILED, "absent": SeatStage.ABSENT}


def announce(course: Course, instruments: Collection[Equipment], *, by: Actor) -> Course:
    """Announce a course for some instruments or for its class. Raises `InvalidInput` for one in the past too, and
    for a course for neither or both. Audited as `CourseEvent.ANNOUNCED`."""
    _check(course, instruments)
    if course.starts <= timezone.now():
        raise InvalidInput.of("starts", _("That time has passed."))
    with transaction.atomic():
        actions.register(course, by=by)
        course.instruments.set(instruments)
    return course


def change(
    course: Course,
    *,
    by: Actor,
    instruments: Collection[Equipment] | None = None,
    version: int | None = None,
    **changes: Any,
) -> None:
    """Change a course that is to come; participants hear of another time or place, and those who wait get new seats.

    Raises `InvalidInput` for fewer seats than are taken, `EditConflict`, `Conflict` for one that was cancelled or
    held. Audited as `CourseEvent.CHANGED`.
    """
    with transaction.atomic():
        held = hold(course)
        _refuse_over(held)
        _check_seats(held, changes)
        changed = actions.change(course, by=by, changes=changes, version=version)
        if "starts" in changed and course.starts <= timezone.now():
            raise InvalidInput.of("starts", _("That time has passed."))
        if instruments is not None:
            course.instruments.set(instruments)
        _check(course, list(course.instruments.all()))
        if {"starts", "ends", "place"} & changed.keys():
            tell_of(course, participants(course), COURSE_CHANGED, by=by)
        fill(course)


def cancel(course: Course, *, reason: str, by: Actor) -> None:
    """Let a course not take place; all who applied are told. Raises `InvalidInput` without a reason, `Conflict` for
    one that was cancelled or held, or is over. Audited as `CourseEvent.CANCELLED`."""
    if not reason.strip():
        raise InvalidInput.of("reason", _("Say why: those who applied read it."))
    with transaction.atomic():
        held = hold(course)
        _refuse_over(held)
        if held.ends <= timezone.now():
            raise Conflict(_("It is over. Note who passed, who failed and who was absent."))
        changes = {"cancelled_at": timezone.now(), "cancel_reason": reason}
        actions.change(course, by=by, changes=changes, event=CourseEvent.CANCELLED, reason=reason)
        tell_of(course, participants(course), COURSE_CANCELLED, by=by)


def note(seats: Collection[CourseSeat], outcome: str, *, by: Actor) -> list[OperatorLicence]:
    """Note for some participants of a course that they passed, failed or were absent, all of them or none; whoever
    passes gets the licence at once. With the first outcome the course counts as held.

    Raises `Conflict` before the course begins. Audited as ``PASSED`` and so on, and as `LicenceEvent.ISSUED`.
    """
    if outcome not in _OUTCOMES:
        raise ValueError(f"{outcome} is no outcome of a course.")
    issued = []
    with transaction.atomic():
        for seat in sorted(seats, key=lambda one: one.pk):
            course = hold(seat.course)
            SEAT_STAGES.move(seat, outcome, by=by)
            if course.held_at is None:
                actions.change(course, by=by, changes={"held_at": timezone.now()}, event=CourseEvent.HELD)
            if outcome == "pass":
                issued += _licences(course, seat, by)
    return issued


def take_back(seat: CourseSeat, *, by: Actor) -> list[OperatorLicence]:
    """Take an outcome back within a day; the licences that it gave are revoked and returned.

    Audited as ``UNDONE``. What else follows for reservations stands in `reservations.unlicensed`.
    """
    with transaction.atomic():
        course = hold(seat.course)
        # Somebody else may have noted an outcome since it was loaded.
        seat.refresh_from_db(fields=["stage", "version"])
        had_passed = seat.stage == SeatStage.PASSED
        SEAT_STAGES.move(seat, "undo", by=by)
        given = OperatorLicence.objects.for_lists().filter(course=course, person=seat.person, revoked_on=None)
        found = list(given) if had_passed else []
        for licence in found:
            revoke(licence, reason=_("The outcome of the course was taken back."), by=by)
    return found


def _licences(course: Course, seat: CourseSeat, by: Actor) -> list[OperatorLicence]:
    """One for the class, or one for each instrument."""
    subjects: list[Equipment | EquipmentClass] = (
        [course.equipment_class] if course.equipment_class else list(course.instruments.order_by("pk"))
    )
    return [issue(seat.person, one, owner=course.owner, level=course.level, by=by, course=course) for one in subjects]


def _check(course: Course, instruments: Collection[Equipment]) -> None:
    if bool(instruments) == (course.equipment_class_id is not None):
        raise InvalidInput.of("instruments", _("Choose instruments, or a class of instruments."))
    if any(one.owner_id != course.owner_id for one in instruments):
        raise InvalidInput.of("instruments", _("It belongs to another institution."))
    teaches = course.instructor
    if teaches is not None and not any(
        m.organisation_id == course.owner_id and m.role in KEEPERS for m in teaches.current_memberships
    ):
        raise InvalidInput.of("instructor", _("This person does not act for the institution."))


def _check_seats(course: Course, changes: Mapping[str, Any]) -> None:
    taken = CourseSeat.objects.filter(course=course, stage__in=SEATED).count()
    if changes.get("seats", course.seats) < taken:
        told = ngettext("%(count)d seat is taken already.", "%(count)d seats are taken already.", taken)
        raise InvalidInput.of("seats", told % {"count": taken})


def _refuse_over(course: Course) -> None:
    if course.is_cancelled:
        raise Conflict(_("The course was cancelled."))
    if course.held_at is not None:
        raise Conflict(_("The course has been held."))
