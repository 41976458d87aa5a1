"""The clerk's desk: all equipment one may change in one table, and what is done to many at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from hashiwatashi.common.errors import Conflict
from hashiwatashi.common.together import is_undone, lines_of
from hashiwatashi.equipment.actions import confirm_many, undo_many
from hashiwatashi.equipment.events import EquipmentEvent
from hashiwatashi.people.models import Account
from hashiwatashi.web.desk.listing import FILTERS, PAGE, SORTS, View, changeable_by, counts, with_photos
from hashiwatashi.web.desk.ticks import back, chosen, identifier
from hashiwatashi.web.equipment.listing import COLUMNS
from hashiwatashi.web.exports import file_response
from hashiwatashi.web.lists import in_order
from hashiwatashi.web.permissions import permitted
from hashiwatashi.web.visitors import account_of


@dataclass(frozen=True, slots=True)
class Tab:
    """One filter as a link, with how many records it finds."""

    label: str | Promise
    href: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Done:
    """A change of many that was just made and can be taken back."""

    uid: UUID
    text: str


@permitted("add_equipment")
def index(request: HttpRequest) -> HttpResponseBase:
    """The equipment of one's organisations, filtered; as a file with ``?export=xlsx`` or ``csv``."""
    account, view = account_of(request), View.asked(request.GET)
    if request.GET.get("export") in {"csv", "xlsx"}:
        rows = view.found(account).for_lists().iterator(chunk_size=2000)
        return file_response("equipment", request.GET["export"], COLUMNS, rows)
    page = Paginator(view.found(account).values_list("pk", flat=True), PAGE).get_page(request.GET.get("page"))
    here = view.address(page=page.number if page.number > 1 else "")
    context = {
        "view": view,
        "here": here,
        "tabs": _tabs(view, account),
        "sorts": [(sort.label, view.other(sort=name), name == view.sort) for name, sort in SORTS.items()],
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "rows": in_order(with_photos(changeable_by(account)), list(page.object_list)),
        "all_ticked": request.GET.get("all") == "1",
        "tick_all": f"{here}&all=1",
        "walk": view.address(show="desk"),
        "exports": {form: f"{view.address()}&export={form}" for form in ("xlsx", "csv")},
        "done": _done(request, account),
    }
    return render(request, "desk/index.html", context)


@permitted("add_equipment")
@require_POST
def confirm(request: HttpRequest) -> HttpResponseBase:
    """Say of all ticked records that they are right as of today."""
    account, records = account_of(request), chosen(request)
    batch = confirm_many(records, by=account, day=timezone.localdate())
    if not batch.changed and not batch.unchanged:
        messages.warning(request, _("Select some entries first."))
    elif not batch.changed:
        messages.success(request, _("These were all confirmed today already."))
    return back(request, batch.uid if batch.changed else None)


@permitted("add_equipment")
@require_POST
def undo(request: HttpRequest, batch: UUID) -> HttpResponseBase:
    """Take back what one did to many today; what was changed since stays."""
    account = account_of(request)
    try:
        undone = undo_many(batch, changeable_by(account), by=account)
    except Conflict as refused:
        messages.warning(request, str(refused))
        return back(request)
    number = len(undone.restored)
    if number:
        text = ngettext(
            "Taken back: %(number)d entry is as before.", "Taken back: %(number)d entries are as before.", number
        )
        messages.success(request, text % {"number": number})
    if undone.left:
        names = [str(record) for record in undone.left]
        text = _("Left alone, because something else was changed since: %(names)s")
        messages.warning(request, text % {"names": _(", ").join(names)})
    return back(request)


def _tabs(view: View, account: Account) -> list[Tab]:
    found = counts(changeable_by(account).filter(view.words()))
    return [Tab(each.label, view.other(show=name), found[name], name == view.show) for name, each in FILTERS.items()]


def _done(request: HttpRequest, account: Account) -> Done | None:
    """The change of many that the address names, if it is the account's own, of today and not taken back."""
    uid = identifier(request.GET.get("done", ""))
    lines: Any = list(lines_of(uid, by=account).values_list("event", flat=True)) if uid else []
    if uid is None or not lines or is_undone(uid, by=account):
        return None
    if lines[0] == EquipmentEvent.CONFIRMED:
        text = ngettext(
            "%(number)d entry counts as confirmed today.", "%(number)d entries count as confirmed today.", len(lines)
        )
    else:
        text = ngettext("%(number)d entry was changed.", "%(number)d entries were changed.", len(lines))
    return Done(uid, text % {"number": len(lines)})
