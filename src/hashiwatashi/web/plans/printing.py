"""A joint-research plan on paper and as a workbook, as its reader may have it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.calendar import last_day
from hashiwatashi.common.forms_print.forms import pdf
from hashiwatashi.plans.content import THEME_FIELDS, label_of
from hashiwatashi.plans.models import Edition, Plan, Theme
from hashiwatashi.plans.reading import read_plan
from hashiwatashi.web.exports import Column, file_response
from hashiwatashi.web.permissions import on_record
from hashiwatashi.web.plans.printed_plan import LAYOUT, PrintedPlan, plan_form
from hashiwatashi.web.visitors import account_of


@on_record(Plan, "follow_plan")
def sheet(request: HttpRequest, record: Plan) -> HttpResponse:
    """The printed form as a page."""
    return _private(render(request, "plans/printed_plan.html", {"plan": record, "form": _form(request, record)}))


@on_record(Plan, "follow_plan")
def sheet_pdf(request: HttpRequest, record: Plan) -> HttpResponse:
    """The printed form as a PDF."""
    answer = HttpResponse(pdf(_form(request, record), LAYOUT), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{record.number}.pdf"'
    return _private(answer)


@on_record(Plan, "follow_plan")
def themes(request: HttpRequest, record: Plan) -> HttpResponseBase:
    """The themes of the newest version as a workbook; both sides wrote or read every one of them."""
    rows = Edition.objects.get(plan=record, number=record.latest).themes.all()
    return file_response(record.number, "xlsx", _COLUMNS, rows)


_label = lazy(label_of, str)


def _column(name: str) -> Column:
    label = _("Last day") if name == "until" else _label(Theme, name)
    return Column(label, lambda theme: _cell(theme, name))


def _cell(theme: Theme, name: str) -> object:
    if name == "until":
        return last_day(theme.until)
    return theme.get_state_display() if name == "state" else getattr(theme, name)


_COLUMNS = tuple(_column(name) for name in THEME_FIELDS)


def _form(request: HttpRequest, record: Plan) -> PrintedPlan:
    address = request.build_absolute_uri(reverse("plan-detail", args=[record.uid]))
    return plan_form(read_plan(record, by=account_of(request)), address=address, printed_on=timezone.localdate())


def _private(answer: HttpResponse) -> HttpResponse:
    answer["X-Robots-Tag"] = "noindex"
    answer["Cache-Control"] = "private, no-store"
    return answer
