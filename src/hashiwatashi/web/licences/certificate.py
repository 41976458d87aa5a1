"""The certificate (操作技術認定証) of a licence on paper."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.common.errors import NotFound
from hashiwatashi.common.forms_print.forms import pdf
from hashiwatashi.licences.enums import LicenceState
from hashiwatashi.licences.models import OperatorLicence
from hashiwatashi.web.licences.printed_certificate import LAYOUT, certificate_form
from hashiwatashi.web.permissions import on_record


@on_record(OperatorLicence, "read_licence")
def certificate_pdf(request: HttpRequest, record: OperatorLicence) -> HttpResponse:
    """The certificate as a PDF of one A4 page; there is none while the licence is not valid."""
    if record.state != LicenceState.VALID:
        raise NotFound(_("There is no certificate: the licence is not valid, or not any more."))
    address = request.build_absolute_uri(reverse("licence-detail", args=[record.uid]))
    form = certificate_form(record, address=address, printed_on=timezone.localdate())
    answer = HttpResponse(pdf(form, LAYOUT), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="licence-{record.number_year}-{record.number_serial}.pdf"'
    answer["X-Robots-Tag"] = "noindex"
    answer["Cache-Control"] = "private, no-store"
    return answer
