"""The public catalogue as UNIQUIP files at addresses of their own, for harvesters; of one institution, too."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from hashiwatashi.common.spreadsheets import XLSX, Book, csv_lines
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.exchange import uniquip
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.web.exports import file_name
from hashiwatashi.web.permissions import public


@public
def whole(request: HttpRequest, form: str) -> HttpResponseBase:
    """Every instrument that everybody sees, of all institutions."""
    return _answer(request, form, None)


@public
def of_institution(request: HttpRequest, uid: str, form: str) -> HttpResponseBase:
    """Those of one institution."""
    return _answer(request, form, get_object_or_404(Organisation.objects.visible_to(request.user), uid=uid))


def _answer(request: HttpRequest, form: str, owner: Organisation | None) -> HttpResponseBase:
    found = uniquip.published(owner)
    if form == "xlsx":
        uniquip.check_size(found)
    rows = uniquip.lines(found, _addresses(request), names_owner=owner is None)
    answer: HttpResponseBase
    if form == "xlsx":
        with Book() as book:
            sheet = book.sheet("UNIQUIP", next(rows))
            for row in rows:
                sheet.append(row)
        answer = HttpResponse(book.content(), content_type=XLSX)
    else:
        answer = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{file_name("uniquip", form)}"'
    return answer


def _addresses(request: HttpRequest) -> uniquip.Addresses:
    def page(record: Equipment) -> str:
        return request.build_absolute_uri(reverse("equipment-detail", args=[record.uid]))

    def photo(record: Equipment) -> str:
        first = next(iter(record.photos.all()), None)
        if first is None:
            return ""
        return request.build_absolute_uri(reverse("equipment-photo", args=[record.uid, first.uid, "large"]))

    return uniquip.Addresses(page, photo)
