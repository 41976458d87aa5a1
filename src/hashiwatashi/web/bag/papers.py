"""The visit memo as a page to print, as a PDF and as an Excel file, all from the same data."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hashiwatashi.bags.actions import entries_of
from hashiwatashi.bags.contents import contents
from hashiwatashi.bags.models import Bag
from hashiwatashi.common.forms_print.forms import pdf
from hashiwatashi.web.bag.memo import LAYOUT, Memo, codes, memo_of
from hashiwatashi.web.bag.told import Told, told
from hashiwatashi.web.exports import Column, file_response
from hashiwatashi.web.permissions import on_record

_COLUMNS = (
    Column(_("No."), lambda row: row.number),
    Column(_("Kind"), lambda row: row.kind),
    Column(_("Name or title"), lambda row: row.name),
    Column(_("Owner"), lambda row: row.owner),
    Column(_("Prefecture"), lambda row: row.prefecture),
    Column(_("Place"), lambda row: row.place),
    Column(_("Contact desk"), lambda row: row.desk),
    Column(_("Phone"), lambda row: row.phone),
    Column(_("Mail"), lambda row: row.mail),
    Column(_("Website"), lambda row: row.website),
    Column(_("Terms"), lambda row: row.terms),
    Column(_("Fees"), lambda row: row.fees),
    Column(_("In short"), lambda row: row.facts),
    Column(_("Words that were asked"), lambda row: row.asked),
    Column(_("Your note"), lambda row: row.note),
)


@on_record(Bag, "use_bag")
def memo(request: HttpRequest, bag: Bag) -> HttpResponse:
    """The memo as a page, on paper at most two of them."""
    return render(request, "bag/memo.html", {"bag": bag, "form": _memo(request, bag)})


@on_record(Bag, "use_bag")
def memo_pdf(request: HttpRequest, bag: Bag) -> HttpResponse:
    """The memo as a PDF."""
    form = _memo(request, bag)
    answer = HttpResponse(pdf(form, LAYOUT, codes(form)), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="memo-{bag.uid}.pdf"'
    return answer


@on_record(Bag, "use_bag")
def memo_xlsx(request: HttpRequest, bag: Bag) -> HttpResponseBase:
    """Everything in the bag as an Excel file, however many records it holds."""
    address = Column(_("Page"), lambda row: request.build_absolute_uri(row.path))
    return file_response("memo", "xlsx", [*_COLUMNS, address], _rows(request, bag)[0])


def _memo(request: HttpRequest, bag: Bag) -> Memo:
    rows, hidden = _rows(request, bag)
    return memo_of(bag, rows, request, printed_on=timezone.localdate(), hidden=hidden)


def _rows(request: HttpRequest, bag: Bag) -> tuple[list[Told], int]:
    """What is told of each record, and how many are not shown."""
    found = contents(entries_of(bag), request.user)
    rows = list(told(found))
    return rows, len(found) - len(rows)
