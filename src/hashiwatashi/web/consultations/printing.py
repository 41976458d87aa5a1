"""The consultation sheet on paper, for the people of the institutions that hold it or have held it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from hashiwatashi.common.forms_print.forms import pdf
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.web.consultations.printed_sheet import LAYOUT, ConsultationSheet, photos_of, pictures_of, sheet_form
from hashiwatashi.web.consultations.shown import Sheet, sheet_for
from hashiwatashi.web.permissions import on_record
from hashiwatashi.web.visitors import account_of


@on_record(Consultation, "print_consultation")
def sheet(request: HttpRequest, record: Consultation) -> HttpResponse:
    """The sheet as a page; ``?copy=asker`` is the one to hand to whoever asked, without notes among colleagues."""
    copy = "?copy=asker" if _is_for_asker(request) else ""
    read = _sheet(request, record)
    shown = {"record": record, "form": _form(request, read), "photos": photos_of(read), "copy": copy}
    return _private(render(request, "consultations/printed_sheet.html", shown))


@on_record(Consultation, "print_consultation")
def sheet_pdf(request: HttpRequest, record: Consultation) -> HttpResponse:
    """The same sheet as a PDF."""
    read = _sheet(request, record)
    content = pdf(_form(request, read), LAYOUT, pictures_of(read))
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{record.number}.pdf"'
    return _private(answer)


def _sheet(request: HttpRequest, record: Consultation) -> Sheet:
    return sheet_for(record, None if _is_for_asker(request) else account_of(request))


def _form(request: HttpRequest, read: Sheet) -> ConsultationSheet:
    address = request.build_absolute_uri(reverse("consultation-detail", args=[read.record.uid]))
    return sheet_form(read, address=address, printed_on=timezone.localdate())


def _is_for_asker(request: HttpRequest) -> bool:
    return request.GET.get("copy") == "asker"


def _private(answer: HttpResponse) -> HttpResponse:
    answer["X-Robots-Tag"] = "noindex"
    answer["Cache-Control"] = "private, no-store"
    return answer
