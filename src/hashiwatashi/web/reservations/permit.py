"""The permit (使用許可書) as a page and on paper."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.common.errors import NotFound
from hashiwatashi.common.forms_print.forms import pdf
from hashiwatashi.reservations.enums import ReservationStage
from hashiwatashi.reservations.models import Reservation
from hashiwatashi.web.permissions import on_record
from hashiwatashi.web.reservations.printed_permit import LAYOUT, Permit, permit_form

_PERMITTED = (ReservationStage.PERMITTED, ReservationStage.IN_USE, ReservationStage.DONE)


@on_record(Reservation, "use_reservation")
def permit(request: HttpRequest, record: Reservation) -> HttpResponse:
    """The permit as a page; there is none before the use is permitted."""
    shown = {"record": record, "form": _form(request, record)}
    return _private(render(request, "reservations/printed_permit.html", shown))


@on_record(Reservation, "use_reservation")
def permit_pdf(request: HttpRequest, record: Reservation) -> HttpResponse:
    """The same permit as a PDF of one A4 page."""
    answer = HttpResponse(pdf(_form(request, record), LAYOUT), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{record.number}.pdf"'
    return _private(answer)


def _form(request: HttpRequest, record: Reservation) -> Permit:
    if record.stage not in _PERMITTED:
        raise NotFound(_("There is no permit: the use is not permitted, or not any more."))
    address = request.build_absolute_uri(reverse("reservation-detail", args=[record.uid]))
    return permit_form(record, address=address, printed_on=timezone.localdate())


def _private(answer: HttpResponse) -> HttpResponse:
    answer["X-Robots-Tag"] = "noindex"
    answer["Cache-Control"] = "private, no-store"
    return answer
