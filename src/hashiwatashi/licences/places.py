"""Places in a course: applying, withdrawing, and who comes next when a seat is free.

Everything here holds the course first, so that never more seats are taken than there are (seats ≥ participants).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.common import actions
from hashiwatashi.common.audit.trail import Actor, SystemActor
from hashiwatashi.common.errors import Conflict
from hashiwatashi.licences.enums import SEATED, SeatStage
from hashiwatashi.licences.models import Course, CourseSeat
from hashiwatashi.licences.stages import SEAT_STAGES
from hashiwatashi.notices.actions import tell
from hashiwatashi.notices.kind import NoticeKind
from hashiwatashi.notices.licences import COURSE_CAME, COURSE_SEATED, COURSE_WITHDRAWN
from hashiwatashi.opening.rules import KEEPERS
from hashiwatashi.people.models import Account
from hashiwatashi.people.roles import accounts_with

#: Who gives a free seat to the first who waits, whoever gave it back.
QUEUE = SystemActor("courses")


def ask(course: Course, *, by: Account, key: UUID | None = None, now: datetime | None = None) -> CourseSeat:
    """Apply for a course: a seat where one is free, else the last place in the line. The institution is told.

    With a ``key`` the same wish of the same account is stored once. Raises `Conflict` for a course that is cancelled
    or not open any more, and for whoever has applied already. Audited as ``ASKED`` and, with a seat, ``SEATED``.
    """
    now = now or timezone.now()
    with transaction.atomic():
        held = hold(course)
        if key is not None and (known := CourseSeat.objects.filter(key=key).first()):
            return _same(known, by, held)
        _check_open(held, now)
        if CourseSeat.objects.standing().filter(course=held, person=by).exists():
            raise Conflict(_("You have applied for this course already."))
        seat = CourseSeat(course=held, person=by, key=key, asked_at=now)
        actions.register(seat, by=by)
        fill(held)
        seat.refresh_from_db()
        keepers = [one for one in accounts_with(KEEPERS, held.owner_id, timezone.localdate(now)) if one != by]
        tell_of(held, keepers, COURSE_CAME, by=by)
    return seat


def withdraw(seat: CourseSeat, *, by: Actor) -> None:
    """Give a place back; the first who waits has the seat then. Raises `Conflict` once the course has begun.

    Audited as ``WITHDRAWN``.
    """
    with transaction.atomic():
        held = hold(seat.course)
        SEAT_STAGES.move(seat, "withdraw", by=by)
        if by != seat.person:
            tell_of(held, [seat.person], COURSE_WITHDRAWN, by=by)
        fill(held)


def fill(course: Course) -> list[CourseSeat]:
    """Give the free seats to those who wait, in the order of their application, and tell them. The course is held."""
    if course.is_cancelled or course.starts <= timezone.now():
        return []
    free = course.seats - CourseSeat.objects.filter(course=course, stage__in=SEATED).count()
    found = list(CourseSeat.objects.for_lists().filter(course=course).in_line()[: max(0, free)])
    for seat in found:
        SEAT_STAGES.move(seat, "seat", by=QUEUE)
        tell_of(course, [seat.person], COURSE_SEATED, by=QUEUE)
    return found


def hold(course: Course) -> Course:
    """Nobody else changes the places of a course until the end of the transaction; the course as it stands."""
    return Course.objects.select_for_update(of=("self",)).select_related("owner").get(pk=course.pk)


def tell_of(course: Course, people: Iterable[Account], what: NoticeKind, *, by: Actor) -> None:
    """Tell some people of a course; each occasion by itself."""
    values = {"title": course.title, "day": timezone.localdate(course.starts).isoformat()}
    tell(people, what, by=by, about=course.uid, once=timezone.now().isoformat(), **values)


def participants(course: Course, *, with_waiting: bool = True) -> list[Account]:
    """Those who have a seat, and those who wait for one."""
    stages = [SeatStage.SEATED, SeatStage.WAITING] if with_waiting else [SeatStage.SEATED]
    found = CourseSeat.objects.filter(course=course, stage__in=stages).select_related("person")
    return [seat.person for seat in found]


def _check_open(course: Course, now: datetime) -> None:
    if course.is_cancelled:
        raise Conflict(_("The course was cancelled."))
    if now >= course.starts or timezone.localdate(now) > course.apply_until:
        raise Conflict(_("Applications for this course are closed. See the next one, or call the institution."))


def _same(known: CourseSeat, by: Account, course: Course) -> CourseSeat:
    if known.person_id != by.pk or known.course_id != course.pk:
        raise Conflict(_("This has been stored already."))
    return known
