"""The participants of a course for its institution: the list for the counter, and the outcome, for many at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from hashiwatashi.common.errors import Conflict
from hashiwatashi.licences import courses
from hashiwatashi.licences.enums import SEATED, SeatStage
from hashiwatashi.licences.models import Course, CourseSeat, OperatorLicence
from hashiwatashi.reservations.unlicensed import tell_unlicensed
from hashiwatashi.web.exports import Column, file_response
from hashiwatashi.web.formats import in_files
from hashiwatashi.web.licences.forms import ReasonForm
from hashiwatashi.web.permissions import on_record
from hashiwatashi.web.visitors import account_of

_COLUMNS = (
    Column(gettext_lazy("participant"), lambda seat: str(seat.person)),
    Column(gettext_lazy("mail"), lambda seat: seat.person.email),
    Column(gettext_lazy("stage"), lambda seat: seat.get_stage_display()),
    Column(gettext_lazy("applied"), lambda seat: in_files(seat.asked_at)),
    Column(gettext_lazy("licence number"), lambda seat: "、".join(one.number for one in seat.given)),
)


@on_record(Course, "keep_courses")
def index(request: HttpRequest, record: Course) -> HttpResponseBase:
    """Who has a seat, who waits, and what came of it; also as a file and on paper."""
    rows = _rows(record)
    if export := request.GET.get("export"):
        return file_response("course", "xlsx" if export == "xlsx" else "csv", _COLUMNS, rows)
    context = {
        "record": record,
        "rows": [seat for seat in rows if seat.stage in SEATED],
        "line": [seat for seat in rows if seat.stage == SeatStage.WAITING],
        "has_begun": record.starts <= timezone.now() and not record.is_cancelled,
        "cancel_form": ReasonForm(),
    }
    return render(request, "licences/participants.html", context)


@on_record(Course, "keep_courses")
@require_POST
def outcome(request: HttpRequest, record: Course) -> HttpResponse:
    """Note that those who were ticked passed, failed or were absent."""
    account, verb = account_of(request), request.POST.get("outcome", "")
    seen = CourseSeat.objects.visible_to(account).for_lists().filter(course=record)
    uids = set(request.POST.getlist("seat"))
    chosen = [seat for seat in seen if str(seat.uid) in uids]
    if not chosen or verb not in {"pass", "fail", "absent"}:
        messages.error(request, _("Tick at least one participant, then press what came of it."))
        return redirect("course-participants", record.uid)
    try:
        issued = courses.note(chosen, verb, by=account)
    except Conflict as error:
        messages.error(request, str(error))
    else:
        told = ngettext("Noted for %(count)d participant.", "Noted for %(count)d participants.", len(chosen))
        numbers = _("Licences: %(numbers)s") % {"numbers": "、".join(one.number for one in issued)} if issued else ""
        messages.success(request, " ".join(filter(None, (told % {"count": len(chosen)}, numbers))))
    return redirect("course-participants", record.uid)


@on_record(CourseSeat, "keep_seat")
@require_POST
def undo(request: HttpRequest, record: CourseSeat) -> HttpResponse:
    """Take an outcome back; a licence that it gave is revoked, and whose reservations lack it are told."""
    account = account_of(request)
    try:
        lacking = tell_unlicensed(courses.take_back(record, by=account), by=account)
    except Conflict as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Taken back."))
        if lacking:
            messages.warning(request, unlicensed_told([one.number for one in lacking]))
    return redirect("course-participants", record.course.uid)


def unlicensed_told(numbers: list[str]) -> str:
    """Which reservations lack a licence now."""
    said = ngettext(
        "%(count)d coming reservation lacks a licence now; its user is told: %(numbers)s",
        "%(count)d coming reservations lack a licence now; their users are told: %(numbers)s",
        len(numbers),
    )
    return said % {"count": len(numbers), "numbers": "、".join(numbers)}


def _rows(course: Course) -> list[CourseSeat]:
    """The places that were not given back, each with the licences that it ``given``."""
    rows = list(CourseSeat.objects.standing().filter(course=course).for_lists().order_by("asked_at", "pk"))
    given: dict[int, list[OperatorLicence]] = {}
    for licence in OperatorLicence.objects.filter(course=course, revoked_on=None).order_by("pk"):
        given.setdefault(licence.person_id, []).append(licence)
    for seat in rows:
        seat.given = given.get(seat.person_id, [])  # type: ignore[attr-defined]
    return rows
