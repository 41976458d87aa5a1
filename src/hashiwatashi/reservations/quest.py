"""What somebody looks for in 空き検索: an instrument, for how long, on which days and hours, how far away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy

from hashiwatashi.areas.offices import nearest
from hashiwatashi.areas.prefectures import PREFECTURES
from hashiwatashi.common.timespans import DAY_MINUTES, TimeSpan, days_of, part_of_day, whole_day
from hashiwatashi.opening.enums import UserKind
from hashiwatashi.reservations.said import Said

_NEIGHBOURS = 5
_REGIONS = {code: region for code, _name, _english, region, *_tile in PREFECTURES}


class Reach(TextChoices):
    """How far somebody would go; nothing is a filter unless it is chosen."""

    COUNTRY = "country", gettext_lazy("The whole country")
    REGION = "region", gettext_lazy("My region")
    NEIGHBOURS = "neighbours", gettext_lazy("My prefecture and its neighbours")
    OWN = "own", gettext_lazy("My prefecture only")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quest:
    """What somebody looks for. ``kinds`` are those that the words mean, by key; ``kind`` the one that was chosen.

    Of the time ``within`` only the ``weekdays`` (from Monday, 0; all where none are named) and the ``hours`` of a
    day, in minutes from midnight, count.
    """

    within: TimeSpan
    minutes: int
    weekdays: frozenset[int] = frozenset()
    hours: tuple[int, int] = (0, DAY_MINUTES)
    user_kind: UserKind = UserKind.FIRM
    words: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset()
    kind: str = ""
    home: str = ""
    reach: Reach = Reach.COUNTRY

    def as_said(self, said: Said, kinds: frozenset[str]) -> Quest:
        """With what was read out of the words in place of what the fields say; ``kinds`` are those that are left of
        the words mean."""
        zone, (start, end) = timezone.get_default_timezone(), said.days or (None, None)
        within = TimeSpan(whole_day(start, zone).start, whole_day(end, zone).end) if start and end else self.within
        return replace(
            self,
            within=within,
            weekdays=said.weekdays or self.weekdays,
            hours=said.hours or self.hours,
            minutes=said.minutes or self.minutes,
            words=tuple(said.rest.split()),
            kinds=kinds,
        )

    def days(self) -> dict[date, TimeSpan]:
        """What counts of each day."""
        zone = timezone.get_default_timezone()
        days = (day for day in days_of(self.within, zone) if not self.weekdays or day.weekday() in self.weekdays)
        parts = ((day, part_of_day(day, self.hours, zone)) for day in days)
        return {day: both for day, part in parts if part and (both := part.within(self.within))}

    def reaches(self, prefecture: str) -> bool:
        """Whether a prefecture lies within reach; without one's own everything does."""
        if not self.home or self.reach == Reach.COUNTRY:
            return True
        if self.reach == Reach.REGION:
            return _REGIONS.get(prefecture) == _REGIONS[self.home]
        near = nearest(self.home)[:_NEIGHBOURS] if self.reach == Reach.NEIGHBOURS else ()
        return prefecture in (self.home, *near)
