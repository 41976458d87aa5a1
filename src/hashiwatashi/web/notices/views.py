"""The inbox of whoever is signed in."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from hashiwatashi.consultations.unread import closed_to
from hashiwatashi.notices.actions import mark_all_read, mark_read
from hashiwatashi.notices.models import Notice
from hashiwatashi.web.lists import PAGE
from hashiwatashi.web.notices.lines import lines_of
from hashiwatashi.web.permissions import signed_in
from hashiwatashi.web.visitors import account_of, return_address


@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """Notices, unread ones first; ``?show=unread`` leaves out the others. What leads nowhere any more is left out."""
    account = account_of(request)
    own = Notice.objects.visible_to(account).exclude(closed_to(account)).unread_first()
    only_unread = request.GET.get("show") == "unread"
    page = Paginator(own.unread() if only_unread else own, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "rows": lines_of(page, account),
        "only_unread": only_unread,
    }
    return render(request, "notices/index.html", context)


@signed_in
@require_POST
def read(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Count one notice as read; somebody else's is not there."""
    mark_read(get_object_or_404(Notice.objects.visible_to(account_of(request)), uid=uid))
    return HttpResponseRedirect(return_address(request, "notice-list"))


@signed_in
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Count the whole inbox as read."""
    count = mark_all_read(by=account_of(request))
    text = ngettext("%(count)d notice counts as read now.", "%(count)d notices count as read now.", count)
    messages.success(request, text % {"count": count} if count else _("Everything had been read."))
    return HttpResponseRedirect(return_address(request, "notice-list"))
