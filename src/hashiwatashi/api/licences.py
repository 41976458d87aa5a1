"""Courses, one's licences, and a seat in a course over REST."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router

from hashiwatashi.api.once import once
from hashiwatashi.api.paging import Bounds, Page, page
from hashiwatashi.api.reservations import Key, account_of
from hashiwatashi.api.routing import account_post, public_get, tell_version
from hashiwatashi.api.shapes import OrganisationRef, Shape, reference
from hashiwatashi.licences import places
from hashiwatashi.licences.models import Course, CourseSeat, OperatorLicence

router = Router(tags=["licences"])


class CourseOut(Shape):
    """A course: for which of the instruments that you may see, or for which class, and how many seats are taken."""

    uid: UUID
    version: int
    owner: OrganisationRef
    title: str
    instruments: list[UUID]
    equipment_class: str
    level: int
    place: str
    start: datetime
    end: datetime
    seats: int
    taken: int
    waiting: int
    fee_note: str
    apply_until: date
    note: str
    is_cancelled: bool
    cancel_reason: str


class LicenceOut(Shape):
    """An operator licence for those who may see it; ``state`` is what it is worth today."""

    uid: UUID
    version: int
    number: str
    owner: OrganisationRef
    equipment: UUID | None
    equipment_class: str
    level: int
    issued_on: date
    expires_on: date
    state: str


class SeatOut(Shape):
    """A place in a course."""

    uid: UUID
    course: UUID
    stage: str
    asked_at: datetime


def present(record: Course) -> CourseOut:
    """A course as the API gives it; loaded with its ``shown`` instruments and its seats."""
    loaded: Any = record
    return CourseOut(
        uid=record.uid,
        version=record.version,
        owner=reference(record.owner),
        title=record.title,
        instruments=[one.uid for one in loaded.shown],
        equipment_class=str(record.equipment_class or ""),
        level=record.level,
        place=record.place,
        start=timezone.localtime(record.starts),
        end=timezone.localtime(record.ends),
        seats=record.seats,
        taken=loaded.taken,
        waiting=loaded.waiting,
        fee_note=record.fee_note,
        apply_until=record.apply_until,
        note=record.note,
        is_cancelled=record.is_cancelled,
        cancel_reason=record.cancel_reason,
    )


def present_licence(record: OperatorLicence) -> LicenceOut:
    """A licence as the API gives it."""
    return LicenceOut(
        uid=record.uid,
        version=record.version,
        number=record.number,
        owner=reference(record.owner),
        equipment=record.equipment.uid if record.equipment else None,
        equipment_class=str(record.equipment_class or ""),
        level=record.level,
        issued_on=record.issued_on,
        expires_on=record.expires_on,
        state=record.state,
    )


@public_get(router, "/courses", response=Page[CourseOut], summary="Courses to come")
def list_courses(request: HttpRequest, bounds: Query[Bounds]) -> Any:
    return page(request, _seen(request).coming(timezone.now()), bounds, present)


@public_get(router, "/courses/{uuid:uid}", response=CourseOut, summary="One course")
def one_course(request: HttpRequest, uid: UUID) -> Any:
    return present(tell_version(request, get_object_or_404(_seen(request), uid=uid)))


@public_get(
    router,
    "/licences",
    response=Page[LicenceOut],
    summary="Your operator licences, and your institution's",
)
def list_licences(request: HttpRequest, bounds: Query[Bounds]) -> Any:
    found = OperatorLicence.objects.visible_to(request.user).for_lists()
    return page(request, found, bounds, present_licence)


@account_post(
    router,
    "/courses/{uuid:uid}/seat",
    "signed in",
    response=SeatOut,
    summary="Apply for a course",
)
def ask(request: HttpRequest, uid: UUID, idempotency_key: Key = None) -> Any:
    account = account_of(request)
    course = get_object_or_404(Course.objects.visible_to(account), uid=uid)
    return _seat(once(idempotency_key, lambda: places.ask(course, by=account, key=idempotency_key)))


def _seen(request: HttpRequest) -> Any:
    return Course.objects.visible_to(request.user).for_lists().showing(request.user)


def _seat(record: CourseSeat) -> SeatOut:
    return SeatOut(
        uid=record.uid, course=record.course.uid, stage=record.stage, asked_at=timezone.localtime(record.asked_at)
    )
