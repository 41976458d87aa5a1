"""A reservation of an instrument of the planted lab by a firm of its own: its people and the lab's read it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from tests.factories import MembershipFactory, OrganisationFactory

from hashiwatashi.common.timespans import TimeSpan
from hashiwatashi.opening.enums import Holidays
from hashiwatashi.opening.models import Unit, UseRules
from hashiwatashi.people.enums import Role
from hashiwatashi.reservations.actions import reserve
from hashiwatashi.reservations.closing import set_rules
from hashiwatashi.reservations.feeds import open_feed
from hashiwatashi.reservations.waiting import wait
from hashiwatashi.reservations.wishes import Wish

WORDS = frozenset({"zqpurposezq", "zqsamplezq", "zqcallerzq", "zqcallingzq", "zqwaitingzq"})
_SINCE = datetime.date(2020, 4, 1)
DAY = timezone.localdate() + datetime.timedelta(days=20)


@dataclass(frozen=True)
class Reserving:
    """``unit`` is one of the lab's public instrument; ``held`` is the firm's, ``called`` somebody's on
    the phone, ``feed`` that of the firm's calendar, ``waits`` somebody who waits for the time of ``held``."""

    unit: Any
    held: Any
    called: Any
    feed: Any
    waits: Any


def plant(world: Any) -> Reserving:
    unit, editor = Unit.objects.for_lists().get(pk=world.opening.unit.pk), world.accounts["editor"]
    week = [[[0, 1440]]] * 7
    own = UseRules(owner=world.lab, equipment=unit.equipment, since=_SINCE, week=week, holidays=Holidays.ALWAYS)
    set_rules(own, by=editor)
    firm = OrganisationFactory(kind="firm", name="株式会社架空予約")
    user = MembershipFactory(organisation=firm, role=Role.REPRESENTATIVE).account
    told = {"purpose": "zqpurposezq", "sample": "zqsamplezq", "organisation": firm}
    held = reserve(Wish(unit, span(13), user=user), by=user, **told)
    told = {"purpose": "zqcallingzq", "contact_name": "zqcallerzq"}
    called = reserve(Wish(unit, span(9), at_counter=True), by=editor, **told)
    other = MembershipFactory(organisation=OrganisationFactory(kind="firm", name="株式会社架空待機")).account
    told = {"purpose": "zqwaitingzq", "organisation": other.current_memberships[0].organisation}
    waits = wait(Wish(unit, span(13), user=other), by=other, **told)
    return Reserving(unit, held, called, open_feed(account=user), waits)


def span(hour: int) -> TimeSpan:
    """Two hours of the planted day."""
    start = datetime.datetime.combine(DAY, datetime.time(hour), timezone.get_default_timezone())
    return TimeSpan(start, start + datetime.timedelta(hours=2))


def secrets(visitor: str) -> frozenset[str]:
    """Whoever acts for the lab reads what is reserved there."""
    return frozenset() if visitor in {"colleague", "editor"} else WORDS
