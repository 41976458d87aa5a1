"""Courses for everybody: the list, one of them, applying and withdrawing."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hashiwatashi.common.errors import Conflict
from hashiwatashi.licences import places
from hashiwatashi.licences.enums import SeatStage
from hashiwatashi.licences.models import Course, CourseSeat
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.web.permissions import public, signed_in
from hashiwatashi.web.visitors import account_of, account_or_none

_PAGE = 50


@public
def index(request: HttpRequest) -> HttpResponse:
    """The courses to come, of all institutions or of one."""
    now = timezone.now()
    seen = Course.objects.visible_to(request.user).coming(now)
    owners = Organisation.objects.visible_to(request.user).filter(pk__in=seen.values("owner")).order_by("name", "pk")
    chosen = request.GET.get("owner", "")
    if owner := next((one for one in owners if str(one.uid) == chosen), None):
        seen = seen.filter(owner=owner)
    rows = seen.for_lists().showing(request.user).order_by("starts", "pk")
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "query": f"owner={owner.uid}" if owner else "",
        "owners": owners,
        "owner": owner,
        "today": timezone.localdate(now),
    }
    return render(request, "licences/courses.html", context)


@public
def detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One course; whoever signed in applies for it or gives the place back."""
    seen = Course.objects.visible_to(request.user).for_lists().showing(request.user)
    record, account, now = get_object_or_404(seen, uid=uid), account_or_none(request), timezone.now()
    seat = CourseSeat.objects.standing().filter(course=record, person=account).first() if account else None
    context = {
        "record": record,
        "seat": seat,
        "key": uuid4(),
        "is_open": not record.is_cancelled and record.starts > now and timezone.localdate(now) <= record.apply_until,
        "may_withdraw": seat is not None and record.starts > now and seat.stage in _STANDING,
        "in_line": _in_line(seat),
        "may_keep": account is not None and account.has_perm("hashiwatashi.keep_courses", record),
    }
    return render(request, "licences/course.html", context)


_STANDING = (SeatStage.SEATED, SeatStage.WAITING)


@signed_in
@require_POST
def apply(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Apply for a course; where it is full, for a place in the line."""
    course = get_object_or_404(Course.objects.visible_to(request.user), uid=uid)
    try:
        seat = places.ask(course, by=account_of(request), key=_key(request))
    except Conflict as error:
        messages.error(request, str(error))
    else:
        told = _("You have a seat.") if seat.stage == SeatStage.SEATED else _("It is full. You are in the line.")
        messages.success(request, told)
    return redirect("course-detail", course.uid)


@signed_in
@require_POST
def withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give a place back: one's own, or one in a course of the institution."""
    seat = get_object_or_404(CourseSeat.objects.visible_to(request.user).for_lists(), uid=uid)
    account = account_of(request)
    try:
        places.withdraw(seat, by=account)
    except Conflict as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The place is given back."))
    if seat.person_id == account.pk:
        return redirect("course-detail", seat.course.uid)
    return redirect("course-participants", seat.course.uid)


def _in_line(seat: CourseSeat | None) -> int:
    """Which place in the line it is; 0 for none."""
    if seat is None or seat.stage != SeatStage.WAITING:
        return 0
    line = CourseSeat.objects.filter(course=seat.course_id).in_line().values_list("pk", flat=True)
    return list(line).index(seat.pk) + 1


def _key(request: HttpRequest) -> UUID | None:
    sent = request.POST.get("key", "")
    try:
        return UUID(sent) if sent else None
    except ValueError as error:
        raise Http404 from error
