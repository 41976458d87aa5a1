"""Courses of the planted lab, of which one is for a hidden instrument, and the licence and places of somebody."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from tests.factories import AccountFactory

from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.licences.actions import issue
from hashiwatashi.licences.courses import announce
from hashiwatashi.licences.enums import SeatStage
from hashiwatashi.licences.models import Course, CourseSeat
from hashiwatashi.licences.places import ask

WORDS = frozenset({"zqhiddencoursezq", "zqlicenceholderzq", "zqparticipantzq", "zqrestsonzq"})


@dataclass(frozen=True)
class Licensed:
    """``course`` is to come and read by all, ``begun`` too; ``seat`` is in the first, ``passed`` in the second one,
    ``licence`` its holder's."""

    course: Any
    begun: Any
    seat: Any
    sitting: Any
    passed: Any
    licence: Any


def plant(world: Any) -> Licensed:
    by = SystemActor("test")
    shown, hidden = (world.one("equipment", state).record for state in ("public", "related"))
    course = announce(_course(world, "架空の講習", 30), [shown], by=by)
    announce(_course(world, "zqhiddencoursezq", 31), [hidden], by=by)
    begun = announce(_course(world, "架空の始まった講習", 32), [shown], by=by)
    person, holder = (AccountFactory(display_name=f"zq{name}zq") for name in ("participant", "licenceholder"))
    seat = ask(course, by=person)
    sitting, passed = ask(begun, by=person), ask(begun, by=holder)
    past = timezone.now() - datetime.timedelta(hours=2)
    Course.objects.filter(pk=begun.pk).update(starts=past, apply_until=timezone.localdate(past))
    told = {"stage": SeatStage.PASSED, "decided_at": timezone.now()}
    CourseSeat.objects.filter(pk=passed.pk).update(**told)
    licence = issue(holder, shown, owner=world.lab, level=2, by=by, note="zqrestsonzq")
    return Licensed(course, begun, seat, sitting, passed, licence)


def _course(world: Any, title: str, after: int) -> Course:
    starts = timezone.now() + datetime.timedelta(days=after)
    times = {"starts": starts, "ends": starts + datetime.timedelta(hours=3), "apply_until": starts.date()}
    return Course(owner=world.lab, title=title, level=2, place="架空の研修室", seats=20, **times)


def secrets(visitor: str) -> frozenset[str]:
    """Whoever acts for the lab reads whom it taught."""
    return frozenset() if visitor in {"colleague", "editor"} else WORDS
