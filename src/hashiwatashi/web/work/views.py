"""Pages of long work: what one asked for, how far it is, and what came of it."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hashiwatashi.matching import orders
from hashiwatashi.web.permissions import permitted, signed_in
from hashiwatashi.web.visitors import account_of, home_of
from hashiwatashi.web.work import lists
from hashiwatashi.web.work.presenting import Shown, own_page
from hashiwatashi.work import actions
from hashiwatashi.work.enums import WorkState
from hashiwatashi.work.folders import folder_of
from hashiwatashi.work.models import Work
from hashiwatashi.work.tasks import begin

_PAGE = 25


@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """The account's long work, newest first; everybody's for operators."""
    found = Work.objects.visible_to(account_of(request)).for_lists()
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    pages = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    rows = [Shown.of(work) for work in page.object_list]
    return render(request, "work/index.html", {"page": page, "pages": pages, "rows": rows})


@signed_in
def detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One piece of work as far as it is; where its kind has a page of its own, that page."""
    work = _own(request, uid)
    page = own_page(work)
    if page:
        return redirect(page)
    has_file = work.account_id == account_of(request).pk and _path(work).is_file()
    return render(request, "work/detail.html", {"row": Shown.of(work), "has_file": has_file})


@signed_in
def file(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The file that the work made."""
    path = _path(_own(request, uid, alone=True))
    if not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


@signed_in
@require_POST
def order_list(request: HttpRequest) -> HttpResponse:
    """Have a long list made as an Excel file."""
    asked = request.POST
    work = lists.order_list(asked.get("kind", ""), asked.get("query", ""), by=account_of(request))
    return redirect("work-detail", work.uid)


@permitted("order_report")
@require_POST
def order_themes(request: HttpRequest) -> HttpResponse:
    """Have the report on all R&D themes made."""
    work = orders.order_themes(home=home_of(request), by=account_of(request))
    return redirect("work-detail", work.uid)


@signed_in
@require_POST
def cancel(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Stop it as soon as that leaves nothing half done."""
    actions.cancel(_own(request, uid), by=account_of(request))
    return redirect("work-detail", uid)


@signed_in
@require_POST
def again(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Begin it once more, after a failure or an interruption."""
    begin(_own(request, uid, alone=True))
    return redirect("work-detail", uid)


@signed_in
@require_POST
def forget(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Remove the work and its file."""
    actions.forget(_own(request, uid, alone=True), by=account_of(request))
    messages.success(request, _("Removed."))
    return redirect("work-list")


def _own(request: HttpRequest, uid: UUID, *, alone: bool = False) -> Work:
    """The work, if the visitor may see it, or ``alone`` if it is theirs; others do not learn that it is there."""
    found = Work.objects.of_account(request.user) if alone else Work.objects.visible_to(account_of(request))
    return get_object_or_404(found.select_related("account"), uid=uid)


def _path(work: Work) -> Path:
    """Where the result is; a folder, which is no file, for work without one."""
    return folder_of(work.uid) / Path(work.result).name if work.state == WorkState.DONE else folder_of(work.uid)
