"""The next course of each instrument that has a free seat, in one query for any number of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from django.db.models import F, Q

from hashiwatashi.equipment.models import Equipment
from hashiwatashi.licences.models import Course


def next_courses(equipment: Collection[Equipment], levels: Mapping[int, int], now: datetime) -> dict[int, Course]:
    """By the key of an instrument the first course that can be applied for, has a free seat and leads to at least the
    level that ``levels`` names for it; instruments without one, or for which no level is named, are left out."""
    wanted = {one.pk: one for one in equipment if levels.get(one.pk)}
    found: dict[int, Course] = {}
    for course in _courses(wanted, now) if wanted else ():
        for key in _keys(course, wanted):
            if course.level >= levels[key]:
                found.setdefault(key, course)
    return found


def next_course(equipment: Equipment, level: int, now: datetime) -> Course | None:
    """The next one of one instrument."""
    return next_courses([equipment], {equipment.pk: level}, now).get(equipment.pk)


def _courses(wanted: Mapping[int, Equipment], now: datetime) -> Collection[Course]:
    """One row for each course and instrument; the first first."""
    covers = Q(instruments__in=list(wanted))
    for owner, kind in sorted({(one.owner_id, one.equipment_class_id or 0) for one in wanted.values()}):
        covers |= Q(owner=owner, equipment_class=kind)
    open_now = Course.objects.open_on(now).with_free_seats().filter(covers)
    return list(open_now.annotate(instrument=F("instruments")).order_by("starts", "pk"))


def _keys(course: Course, wanted: Mapping[int, Equipment]) -> Iterator[int]:
    instrument = course.instrument  # type: ignore[attr-defined]
    for key, one in wanted.items():
        is_of_class = course.equipment_class_id is not None and course.equipment_class_id == one.equipment_class_id
        if key == instrument or (is_of_class and course.owner_id == one.owner_id):
            yield key
