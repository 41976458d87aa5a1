"""Rules, units and special days of an institution as one workbook."""

from django.http import HttpRequest, HttpResponse

from hashiwatashi.organisations.models import Organisation
from hashiwatashi.web.permissions import on_record


@on_record(Organisation, "keep_opening")
def sheet(request: HttpRequest, record: Organisation) -> HttpResponse:
    """The workbook."""
    return HttpResponse("")
