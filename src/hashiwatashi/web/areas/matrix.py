"""Which classes of equipment each prefecture has, and for what one lacks, which prefectures nearby have it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from django.urls import reverse
from django.utils.http import urlencode

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.areas.offices import kilometres, nearest
from hashiwatashi.common.visitors import Visitor
from hashiwatashi.equipment.classes import NO_CLASS, Holding, Scheme
from hashiwatashi.equipment.models import Equipment

_NEAR = 3


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A prefecture that has what another lacks; ``distance`` in kilometres between the offices."""

    prefecture: Prefecture
    holding: Holding
    distance: int
    href: str


@dataclass(frozen=True, slots=True)
class Line:
    """One class: all that Japan has of it, and what each prefecture has (those that have none are left out)."""

    key: str
    label: str
    total: int
    held: Mapping[str | None, Holding]

    def at(self, code: str | None) -> Holding:
        """What one prefecture has, or what stands in none of them (None)."""
        return self.held.get(code, Holding())


@dataclass(frozen=True)
class Matrix:
    """All classes that anybody has, the most frequent first; ``unclassed`` is what has no class."""

    scheme: Scheme
    prefectures: Mapping[str, Prefecture]
    lines: Sequence[Line]
    unclassed: Line

    @classmethod
    def of(cls, visitor: Visitor, scheme: Scheme, prefectures: Sequence[Prefecture]) -> Self:
        """What a visitor may see, but retired instruments, by one query."""
        held: dict[str, dict[str | None, Holding]] = defaultdict(dict)
        records = Equipment.objects.visible_to(visitor).not_retired()
        for (key, code), holding in scheme.counted(records).items():
            held[key][code] = holding
        unclassed = _line(NO_CLASS, "", held.pop(NO_CLASS, {}))
        lines = [_line(key, scheme.named(key), places) for key, places in held.items()]
        lines.sort(key=lambda line: (-line.total, line.label, line.key))
        return cls(scheme, {area.code: area for area in prefectures}, lines, unclassed)

    def named(self, words: Sequence[str]) -> list[Line]:
        """The lines whose names contain all words."""
        return [line for line in self.lines if all(word.lower() in line.label.lower() for word in words)]

    def href(self, line: Line, code: str = "") -> str:
        """The list of the instruments of a class, in a prefecture or everywhere."""
        place = {"prefecture": code} if code else {}
        return f"{reverse('equipment-list')}?{urlencode({**place, self.scheme.bound: line.key, 'in_use': 'on'})}"

    def cells(self, line: Line) -> list[tuple[int, str]]:
        """For each prefecture the number and its list; no address where there is nothing."""
        numbers = ((code, line.at(code).number) for code in self.prefectures)
        return [(number, self.href(line, code) if number else "") for code, number in numbers]

    def neighbours(self, line: Line, code: str) -> list[Neighbour]:
        """Who has it, seen from a prefecture: those with some open to outsiders first, then by distance."""
        having = [other for other in nearest(code) if line.at(other).number]
        having.sort(key=lambda other: not line.at(other).open)
        return [
            Neighbour(self.prefectures[other], line.at(other), kilometres(code, other), self.href(line, other))
            for other in having[:_NEAR]
        ]


def _line(key: str, label: str, held: Mapping[str | None, Holding]) -> Line:
    return Line(key, label, sum(holding.number for holding in held.values()), held)
