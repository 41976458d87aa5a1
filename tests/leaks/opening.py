"""Rules, units, special days and a closure of the planted lab; of its hidden instrument only its people read."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.common.timespans import TimeSpan
from hashiwatashi.opening.actions import add_unit
from hashiwatashi.opening.models import SpecialDay, UseRules
from hashiwatashi.reservations.closing import close_unit, set_rules, set_special_day
from hashiwatashi.reservations.enums import OccupancyKind
from hashiwatashi.reservations.models import Closure

SECRETS = frozenset({"zqroomzq", "zqrulesnotezq", "zqhiddendayzq", "zqclosurezq"})
WEEK = [[[540, 1020]]] * 5 + [[], []]


@dataclass(frozen=True)
class Opened:
    """``unit``, ``rules`` and ``day`` are of the lab and read by all; ``closure`` by its people."""

    unit: Any
    rules: Any
    day: Any
    closure: Any


def plant(world: Any) -> Opened:
    by, since = SystemActor("test"), datetime.date(2026, 4, 1)
    shown, hidden = (world.one("equipment", state).record for state in ("public", "related"))
    unit = add_unit(shown, by=by, since=since, room="架空の部屋")
    add_unit(hidden, by=by, since=since, room="zqroomzq")
    rules = UseRules(owner=world.lab, since=since, week=WEEK)
    day = SpecialDay(owner=world.lab, day=since, reason="架空の休館日")
    set_rules(rules, by=by)
    set_rules(UseRules(owner=world.lab, equipment=hidden, since=since, week=WEEK, note="zqrulesnotezq"), by=by)
    set_special_day(day, by=by)
    set_special_day(SpecialDay(owner=world.lab, equipment=hidden, day=since, reason="zqhiddendayzq"), by=by)
    start = timezone.now() + datetime.timedelta(days=30)
    span = TimeSpan(start, start + datetime.timedelta(hours=2))
    told = {"kind": OccupancyKind.CLOSURE, "reason": "zqclosurezq"}
    close_unit(unit, span, by=world.accounts["editor"], **told)
    return Opened(unit, rules, day, Closure.objects.get(unit=unit))
