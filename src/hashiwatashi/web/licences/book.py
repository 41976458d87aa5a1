"""The licences of an institution: the list, issuing by hand, suspending and what else is done with one."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from hashiwatashi.common.errors import Conflict
from hashiwatashi.licences.actions import issue
from hashiwatashi.licences.models import Course, OperatorLicence
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.reservations.models import Reservation
from hashiwatashi.web.editing import form_page, saved
from hashiwatashi.web.exports import Column, file_response
from hashiwatashi.web.licences.forms import IssueForm
from hashiwatashi.web.licences.own import page as licence_page
from hashiwatashi.web.licences.participants import unlicensed_told
from hashiwatashi.web.licences.steps import step_called
from hashiwatashi.web.opening.rules import reservable
from hashiwatashi.web.permissions import on_record
from hashiwatashi.web.visitors import account_of

_PAGE = 50
_COLUMNS = (
    Column(gettext_lazy("licence number"), lambda one: one.number),
    Column(gettext_lazy("who holds it"), lambda one: str(one.person)),
    Column(gettext_lazy("mail"), lambda one: one.person.email),
    Column(gettext_lazy("For"), lambda one: str(one.subject)),
    Column(gettext_lazy("Level"), lambda one: one.level),
    Column(gettext_lazy("issued on"), lambda one: one.issued_on),
    Column(gettext_lazy("valid until (last day)"), lambda one: one.expires_on),
    Column(gettext_lazy("state"), lambda one: one.state.label),
)


@on_record(Organisation, "keep_opening")
def index(request: HttpRequest, record: Organisation) -> HttpResponseBase:
    """The courses to come and those whose outcome is to be noted; all licences, also as a file."""
    found = OperatorLicence.objects.visible_to(request.user).filter(owner=record).for_lists()
    if export := request.GET.get("export"):
        return file_response("licences", "xlsx" if export == "xlsx" else "csv", _COLUMNS, found)
    courses = Course.objects.visible_to(request.user).filter(owner=record).for_lists()
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    context = {
        "record": record,
        "coming": list(courses.coming(timezone.now()).order_by("starts", "pk")),
        "over": list(
            courses.exclude(cancelled_at=None, starts__gt=timezone.now()).order_by("-starts", "-pk")[:_PAGE]
        ),
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
    }
    return render(request, "licences/book.html", context)


@on_record(Organisation, "keep_opening")
def add(request: HttpRequest, record: Organisation) -> HttpResponse:
    """Issue a licence by hand: of level 1, or one that rests on paper."""
    form = IssueForm(request.POST or None, owner=record, equipment=reservable(request, record))
    made: list[OperatorLicence] = []

    def store() -> None:
        told = {name: form.cleaned_data[name] for name in ("level", "issued_on", "expires_on", "note")}
        person = form.cleaned_data["person"]
        made.append(issue(person, form.subject, owner=record, by=account_of(request), **told))

    if form.is_valid() and saved(form, store):
        messages.success(request, _("Issued: %(number)s") % {"number": made[0].number})
        return redirect("licence-detail", made[0].uid)
    return form_page(request, "licences/issue.html", form=form, whose=record)


@on_record(OperatorLicence, "keep_licences")
@require_POST
def step(request: HttpRequest, record: OperatorLicence, verb: str) -> HttpResponse:
    """Extend, suspend, resume or revoke; the reservations that lack a licence then are listed."""
    taken, account = step_called(verb), account_of(request)
    if record.state not in taken.states:
        messages.error(request, _("That cannot be done with it any more. Load the page again."))
        return redirect("licence-detail", record.uid)
    form = taken.form_of(record, request.POST)
    lacking: list[Reservation] = []

    def store() -> None:
        lacking.extend(taken.act(record, account, form.cleaned_data if form else {}) or [])

    try:
        if form is None:
            store()
        elif not (form.is_valid() and saved(form, store)):
            return licence_page(request, record, taken, form)
    except Conflict as error:
        messages.error(request, str(error))
        return redirect("licence-detail", record.uid)
    messages.success(request, str(taken.done))
    if lacking:
        messages.warning(request, unlicensed_told([one.number for one in lacking]))
    return redirect("licence-detail", record.uid)
