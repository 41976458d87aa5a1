"""Reservations in calendars: one's own by a secret address, an instrument's busy times, a day on paper."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hashiwatashi.common.timespans import whole_day
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.opening.models import Unit
from hashiwatashi.reservations import feeds
from hashiwatashi.reservations.models import Reservation
from hashiwatashi.web.permissions import permitted, public, signed_in
from hashiwatashi.web.reservations.times import day_in
from hashiwatashi.web.reservations.views import kept_by
from hashiwatashi.web.visitors import account_of

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DoorSheet:
    """What hangs at the door of a unit for a day."""

    unit: Unit
    reservations: tuple[Reservation, ...]


@signed_in
def calendar(request: HttpRequest) -> HttpResponse:
    """The secret address of one's own calendar, and the ways to make it anew and to close it."""
    feed = feeds.feed_of(account_of(request))
    address = ""
    if feed is not None:
        address = request.build_absolute_uri(reverse("reservation-feed", args=[feeds.token_of(feed)]))
    answer = render(request, "reservations/calendar.html", {"feed": feed, "address": address})
    answer["Cache-Control"] = "private, no-store"
    return answer


@signed_in
@require_POST
def open_feed(request: HttpRequest) -> HttpResponse:
    """Make a new address; the one before opens nothing any more."""
    feeds.open_feed(account=account_of(request))
    messages.success(request, _("The address is ready. Put it into your calendar as a subscription."))
    return redirect("reservation-calendar")


@signed_in
@require_POST
def close_feed(request: HttpRequest) -> HttpResponse:
    """Let the address open nothing any more."""
    feeds.close_feed(account=account_of(request))
    messages.success(request, _("The address is closed."))
    return redirect("reservation-calendar")


@public
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """What somebody's calendar fetches; whoever has the address reads her reservations."""
    found = feeds.behind(token)
    if found is None:
        raise Http404
    address = request.build_absolute_uri("/reservations/{uid}/").replace("%7B", "{").replace("%7D", "}")
    return _ics(feeds.calendar_of(found.account, timezone.now(), address), "private, no-store")


@public
def busy(request: HttpRequest, uid: UUID) -> HttpResponse:
    """When an instrument is taken, without a name."""
    record = get_object_or_404(Equipment.objects.visible_to(request.user), uid=uid)
    return _ics(feeds.busy_times(record, timezone.now()), "no-cache")


@permitted("see_day_sheets")
def day_sheet(request: HttpRequest) -> HttpResponse:
    """The day of every unit of one's institutions, a page of paper for each door; without a name."""
    day = day_in(request.GET.get("day", "")) or timezone.localdate()
    kept = kept_by(account_of(request))
    span = whole_day(day, timezone.get_default_timezone())
    by_unit = defaultdict(list)
    coming = Reservation.objects.visible_to(request.user).kept_by(kept).taking_time().meeting(span)
    for one in coming.for_lists().order_by("starts", "pk"):
        by_unit[one.unit_id].append(one)
    units = Unit.objects.filter(equipment__owner__in=kept, pk__in=by_unit).for_lists().order_by("room", "pk")
    context = {
        "day": day,
        "before": day - _DAY,
        "after": day + _DAY,
        "sheets": [DoorSheet(unit, tuple(by_unit[unit.pk])) for unit in units],
    }
    return render(request, "reservations/day_sheet.html", context)


def _ics(made: bytes, cache: str) -> HttpResponse:
    answer = HttpResponse(made, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="reservations.ics"'
    answer["X-Robots-Tag"] = "noindex"
    answer["Cache-Control"] = cache
    return answer
