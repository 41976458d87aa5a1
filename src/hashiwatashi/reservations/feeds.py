"""Reservations in people's own calendars (iCalendar, RFC 5545): a secret address each, and free and busy times."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from hashiwatashi.common import actions
from hashiwatashi.common.timespans import TimeSpan
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.opening.models import Unit
from hashiwatashi.people.models import Account
from hashiwatashi.reservations.enums import OCCUPYING, ReservationStage
from hashiwatashi.reservations.models import CalendarFeed, Occupancy, Reservation

_SALT = "hashiwatashi.reservations.feed"
_BACK, _AHEAD = timedelta(days=90), timedelta(days=366)
_TENTATIVE = (ReservationStage.HELD, ReservationStage.APPLIED)


def open_feed(*, account: Account) -> CalendarFeed:
    """A new address for an account's reservations; the one before is closed. Audited as ``FEED_OPENED``."""
    with transaction.atomic():
        close_feed(account=account)
        return actions.register(CalendarFeed(account=account, link_key=secrets.token_urlsafe(18)), by=account)


def close_feed(*, account: Account) -> None:
    """Close the address at once; nothing where there is none. Audited as ``FEED_CLOSED``."""
    for feed in CalendarFeed.objects.filter(account=account, closed_at=None):
        actions.change(feed, by=account, changes={"closed_at": timezone.now()})


def feed_of(account: Account) -> CalendarFeed | None:
    """The one that is open."""
    return CalendarFeed.objects.filter(account=account, closed_at=None).first()


def token_of(feed: CalendarFeed) -> str:
    """What stands in the address."""
    return signing.Signer(salt=_SALT).sign(f"{feed.uid.hex}.{feed.link_key}")


def behind(token: str) -> CalendarFeed | None:
    """The feed that an address opens; None where it was not made here, is closed, or its account may not sign in."""
    try:
        uid, _dot, key = signing.Signer(salt=_SALT).unsign(token).partition(".")
    except signing.BadSignature:
        return None
    found = CalendarFeed.objects.filter(uid=uid, link_key=key, closed_at=None, account__is_active=True)
    return found.exclude(link_key="").select_related("account").first()


def calendar_of(account: Account, now: datetime, address: str) -> bytes:
    """The reservations that an account uses itself, of the last three months and the coming year.

    ``address`` is where one of them is read, with ``{uid}``. Those that were cancelled are told as such, so that
    calendars take them out.
    """
    within = TimeSpan(now - _BACK, now + _AHEAD)
    found = Reservation.objects.filter(user=account).meeting(within).for_lists().order_by("starts", "pk")
    calendar = _calendar(_("Reservations of equipment"))
    for one in found:
        event = Event()
        event.add("uid", f"{one.uid}@hashiwatashi")
        event.add("dtstamp", one.updated_at)
        event.add("sequence", one.version)
        event.add("dtstart", one.starts)
        event.add("dtend", one.ends)
        event.add("summary", f"{one.unit.equipment.name} ({one.get_stage_display()})")
        place = " ".join(filter(None, (one.unit.equipment.owner.name, one.unit.room)))
        event.add("location", place)
        event.add("description", f"{one.number} {one.permit_number}".strip())
        event.add("url", address.replace("{uid}", str(one.uid)))
        event.add("status", _status(one))
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def busy_times(equipment: Equipment, now: datetime) -> bytes:
    """When the units of an instrument are taken in the coming year, without a name, a number or a reason."""
    units = list(Unit.objects.of([equipment.pk]))
    numbers = {unit.pk: unit.number for unit in units}
    taken = Occupancy.objects.taking(list(numbers), TimeSpan(now, now + _AHEAD)).order_by("starts", "pk")
    return _busy(equipment, ((numbers[one.unit_id], one.span) for one in taken))


def _busy(equipment: Equipment, taken: Iterable[tuple[int, TimeSpan]]) -> bytes:
    calendar = _calendar(equipment.name)
    for number, span in taken:
        event = Event()
        event.add("uid", f"{equipment.uid}-{number}-{span.start:%Y%m%dT%H%M}@hashiwatashi")
        event.add("dtstamp", span.start)
        event.add("dtstart", span.start)
        event.add("dtend", span.end)
        event.add("summary", _("%(name)s, unit %(number)d: taken") % {"name": equipment.name, "number": number})
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _calendar(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//hashiwatashi//reservations//")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    return calendar


def _status(reservation: Reservation) -> str:
    if reservation.stage not in OCCUPYING:
        return "CANCELLED"
    return "TENTATIVE" if reservation.stage in _TENTATIVE else "CONFIRMED"
