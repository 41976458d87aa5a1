"""Free time over all institutions: "any CT, two hours, next week" (空き検索).

What fits is looked at from the nearest on, at most `MOST` units; the whole of a search takes five queries however
many instruments there are. A region only ever sets apart: the best one outside is told, too (R-32).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import islice

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.areas.offices import nearest
from hashiwatashi.common.timespans import TimeSpan, days_of, merged
from hashiwatashi.common.visitors import Visitor
from hashiwatashi.equipment.enums import USABLE, OperatingStatus
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.equipment.vocabulary import folded_name, kinds_by_words
from hashiwatashi.opening.enums import UserKind
from hashiwatashi.opening.models import Unit, UseRules
from hashiwatashi.reservations.availability import Availability, availabilities, shortest
from hashiwatashi.reservations.obstacles import rule_obstacles
from hashiwatashi.reservations.quest import Quest
from hashiwatashi.reservations.wishes import Wish

#: So many units are looked at, the nearest first; so many more outside of what was asked for.
MOST = 60
_MOST_OUTSIDE = 20
#: So many free times are told of each instrument, so many instruments that have none.
_TIMES = 3
_BUSY_TOLD = 10
#: Where nothing is free, the nearest time up to so much later is told.
_LATER = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Slot:
    """A time at which a unit can be reserved."""

    unit: Unit
    span: TimeSpan


@dataclass(frozen=True, slots=True)
class Found:
    """An instrument that fits. Without ``times`` there is a ``why``, and the nearest ``other`` time where one is."""

    equipment: Equipment
    prefecture: str
    rules: UseRules | None
    times: tuple[Slot, ...] = ()
    why: str = ""
    other: Slot | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """What a search found: what is free, what fits but is not, and the best one outside of what was asked for."""

    free: tuple[Found, ...]
    busy: tuple[Found, ...]
    outside: Found | None
    looked_at: int
    fitting: int

    @property
    def is_cut(self) -> bool:
        return self.fitting > self.looked_at


def find(quest: Quest, visitor: Visitor, now: datetime) -> Findings:
    """What is free for whoever asks, the nearest first and of those the earliest."""
    fitting = _fitting(quest, visitor)
    inside = [pk for pk, prefecture in fitting if quest.reaches(prefecture)]
    outside = [pk for pk, prefecture in fitting if not quest.reaches(prefecture)]
    looked, beyond = inside[:MOST], outside[:_MOST_OUTSIDE]
    by_equipment = _availabilities([*looked, *beyond], quest, now)
    first = {_equipment(found) for pk in looked if (found := by_equipment.get(pk))}
    groups = {units[0].unit.equipment_id: units for units in _grouped(by_equipment.values())}
    whole = sorted((_found(units, quest, now) for units in groups.values()), key=_order(quest))
    near = [one for one in whole if one.equipment.pk in first]
    busy = islice((one for one in near if not one.times), _BUSY_TOLD)
    return Findings(
        free=tuple(one for one in near if one.times),
        busy=tuple(_with_why(one, groups[one.equipment.pk], quest, now) for one in busy),
        outside=next((one for one in whole if one.equipment.pk not in first and one.times), None),
        looked_at=len(looked),
        fitting=len(inside),
    )


def _fitting(quest: Quest, visitor: Visitor) -> list[tuple[int, str]]:
    """The units that fit by what they are, with their prefecture, the nearest first. One query."""
    zone = timezone.get_default_timezone()
    days = days_of(quest.within, zone)
    seen = Equipment.objects.visible_to(visitor).filter(
        pk=OuterRef("equipment"), external_use__in=USABLE, status=OperatingStatus.RUNNING
    )
    units = Unit.objects.filter(Exists(seen), since__lte=days[-1]).exclude(until__lte=days[0])
    names = ("name", "name_en", "equipment_class__small", "equipment_class__large", "uses")
    rows = units.order_by("pk").values_list(
        "pk", "equipment__prefecture", "equipment__owner__prefecture", *(f"equipment__{name}" for name in names)
    )
    fits, rank = _fits(quest), _rank(quest.home)
    found = [(pk, own or owner or "") for pk, own, owner, *said in rows if fits([text or "" for text in said])]
    return sorted(found, key=lambda one: rank(one[1]))


def _fits(quest: Quest) -> Callable[[Sequence[str]], bool]:
    words = [folded_name(word) for word in quest.words]

    def fits(said: Sequence[str]) -> bool:
        name, name_en, small, large, _uses = said
        if not words and not quest.kind:
            return True
        asked = quest.kind or quest.kinds
        keys = {kind.key for kind in kinds_by_words(f"{name} {name_en}", small, large)} if asked else set[str]()
        if quest.kind and quest.kind not in keys:
            return False
        # Of what is known as a kind, only names count: what an instrument is used for may name another.
        return bool(quest.kinds & keys) or not words or _names_all(words, said[:-1] if quest.kinds else said)

    return fits


def _names_all(words: Sequence[str], said: Sequence[str]) -> bool:
    text = _folded(" ".join(said))
    return all(_word(word).search(text) for word in words)


# Latin words only as wholes: CT stands in no structure.
@lru_cache(maxsize=1_000)
def _word(word: str) -> re.Pattern[str]:
    before, after = (r"(?<![a-z0-9])" if word[:1].isascii() else "", r"(?![a-z0-9])" if word[-1:].isascii() else "")
    return re.compile(f"{before}{re.escape(word)}{after}")


# Every search reads the names of all that can be reserved.
@lru_cache(maxsize=20_000)
def _folded(text: str) -> str:
    return folded_name(text)


def _rank(home: str) -> Callable[[str], int]:
    """How many prefectures are nearer; without a home none is nearer than another."""
    if not home:
        return lambda code: 0
    ranks = {code: place for place, code in enumerate((home, *nearest(home)))}
    return lambda code: ranks.get(code, len(ranks))


def _order(quest: Quest) -> Callable[[Found], tuple[int, datetime, int]]:
    rank = _rank(quest.home)
    return lambda one: (
        rank(one.prefecture),
        one.times[0].span.start if one.times else quest.within.end,
        one.equipment.pk,
    )


def _availabilities(units: Collection[int], quest: Quest, now: datetime) -> Mapping[int, Availability]:
    loaded = list(Unit.objects.filter(pk__in=list(units)).for_lists().order_by("equipment", "number"))
    start = min(max(now, quest.within.start - _LATER), quest.within.start)
    return availabilities(loaded, TimeSpan(start, quest.within.end + _LATER))


def _equipment(found: Availability) -> int:
    return found.unit.equipment_id


def _grouped(found: Iterable[Availability]) -> Iterator[list[Availability]]:
    """The units of each instrument."""
    groups: dict[int, list[Availability]] = {}
    for one in found:
        groups.setdefault(one.unit.equipment_id, []).append(one)
    yield from groups.values()


def _found(units: list[Availability], quest: Quest, now: datetime) -> Found:
    equipment = units[0].unit.equipment
    prefecture = str(equipment.prefecture_id or equipment.owner.prefecture_id or "")
    rules = units[0].opening.rules_on(timezone.localdate(max(now, quest.within.start)))
    return Found(equipment, prefecture, rules, tuple(_first_times(units, quest, now)))


def _with_why(one: Found, units: list[Availability], quest: Quest, now: datetime) -> Found:
    """What is told of an instrument that has no time."""
    others = [slot for unit in units if (slot := _nearest(unit, quest, now))]
    other = min(others, key=lambda slot: abs(slot.span.start - quest.within.start), default=None)
    return replace(one, why=_why(units, quest, now), other=other)


def _first_times(units: list[Availability], quest: Quest, now: datetime) -> list[Slot]:
    """The first time of each day, at most three days."""
    first: dict[date, Slot] = {}
    for day, part in quest.days().items():
        slots = [slot for one in units if (slot := _first_of(one.within(part), quest, now))]
        if slots:
            first[day] = min(slots, key=lambda slot: (slot.span, slot.unit.number))
        if len(first) == _TIMES:
            break
    return list(first.values())


def _first_of(found: Availability, quest: Quest, now: datetime) -> Slot | None:
    if not found.free:
        return None
    minutes = _minutes(found, quest, now)
    if next(_of_anytime(found, minutes, quest, now), None) is not None:
        return None
    span = next(found.starts(minutes, user_kind=quest.user_kind, now=now), None)
    return Slot(found.unit, span) if span else None


def _minutes(found: Availability, quest: Quest, now: datetime) -> int:
    """So long as was asked for, in full steps, and never so short that nothing is left to use."""
    rules = found.opening.rules_on(timezone.localdate(max(now, quest.within.start)))
    if rules is None:
        return quest.minutes
    return max(-(-quest.minutes // rules.step_minutes) * rules.step_minutes, shortest(rules))


def _nearest(found: Availability, quest: Quest, now: datetime) -> Slot | None:
    """The nearest time outside of what was asked for."""
    minutes = _minutes(found, quest, now)
    if next(_of_anytime(found, minutes, quest, now), None) is not None:
        return None
    spans = found.nearest(minutes, quest.within.start, user_kind=quest.user_kind, now=now)
    span = next(spans, None)
    return Slot(found.unit, span) if span else None


def _of_anytime(found: Availability, minutes: int, quest: Quest, now: datetime) -> Iterator[str]:
    """What no other time would mend: the kind of user, the length."""
    rules = found.opening.rules_on(timezone.localdate(max(now, quest.within.start)))
    if rules is None:
        yield _("It takes no reservations here on these days. Ask the institution.")
    elif quest.user_kind not in rules.users:
        kinds = "、".join(str(UserKind(kind).label) for kind in rules.users)
        yield _("It is for these users only: %(kinds)s.") % {"kinds": kinds}
    elif rules.in_person:
        yield _("The institution takes applications at its counter only. Call before you come.")
    elif minutes > rules.longest_minutes:
        told = _("It is used for at most %(hours)s hours at a time, preparation and cleaning included.")
        yield told % {"hours": f"{rules.longest_minutes / 60:g}"}


def _why(units: list[Availability], quest: Quest, now: datetime) -> str:
    """Why none of the units has time, of the one that comes nearest to it."""
    reasons = [_why_not(one, quest, now) for one in units]
    return max(reasons)[1]


def _why_not(found: Availability, quest: Quest, now: datetime) -> tuple[int, str]:
    """How near it comes, and what stands in the way."""
    minutes = _minutes(found, quest, now)
    if always := next(_of_anytime(found, minutes, quest, now), None):
        return 0, always
    parts = [found.within(span) for span in merged(quest.days().values())]
    length = timedelta(minutes=minutes)
    if not any(part.open for part in parts):
        return 1, _("It is closed at these times.")
    if not any(span.length >= length for part in parts for span in part.open):
        return 2, _("It is not open for so long at a stretch at these times.")
    fitting = [span for part in parts for span in part.free if span.length >= length]
    if not fitting:
        return 3, _("Every time of this length is taken.")
    last = TimeSpan(fitting[-1].end - length, fitting[-1].end)
    wish = Wish(found.unit, last, user_kind=quest.user_kind)
    obstacle = next(rule_obstacles(wish, found.opening, now), None)
    return 4, str(obstacle) if obstacle else _("Every time of this length is taken.")
