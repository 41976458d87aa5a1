"""The waiting list on pages: one's own entries, withdrawing, and who waits for a unit."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hashiwatashi.common.errors import Conflict
from hashiwatashi.opening.models import Unit
from hashiwatashi.people.models import Account
from hashiwatashi.reservations import waiting
from hashiwatashi.reservations.enums import ReservationStage
from hashiwatashi.reservations.line import with_place
from hashiwatashi.reservations.models import Waiting
from hashiwatashi.reservations.querysets import WaitingQuerySet
from hashiwatashi.web.permissions import on_record
from hashiwatashi.web.visitors import account_of

_PAGE = 50


def own_entries(account: Account) -> WaitingQuerySet:
    """What somebody waits for, and what she is offered at present, in the order of time."""
    now = timezone.now()
    open_ones = Q(reservation=None, withdrawn_at=None) | Q(reservation__stage=ReservationStage.HELD)
    mine = Waiting.objects.filter(open_ones, user=account, starts__gt=now)
    return with_place(mine, now).for_lists().order_by("starts", "pk")


@on_record(Waiting, "withdraw_waiting")
@require_POST
def withdraw(request: HttpRequest, record: Waiting) -> HttpResponse:
    """Take an entry off the list."""
    account = account_of(request)
    try:
        waiting.withdraw(record, by=account)
    except Conflict as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Taken off the waiting list."))
    if record.user_id == account.pk:
        return redirect("reservation-list")
    return redirect("reservation-waiting", record.unit.uid)


@on_record(Unit, "see_waiting")
def of_unit(request: HttpRequest, record: Unit) -> HttpResponse:
    """Who waits for a unit, in the order of the list; for those who keep it alone."""
    now = timezone.now()
    found = Waiting.objects.visible_to(request.user).standing(now).of_unit(record)
    page = Paginator(with_place(found, now).for_lists().order_by("created_at", "pk"), _PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "unit": record,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
    }
    return render(request, "reservations/waiting.html", context)
