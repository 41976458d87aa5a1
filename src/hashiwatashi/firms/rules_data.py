"""The rule sets as data, with their periods and sources (data/rules.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hashiwatashi.common.errors import NotFound
from hashiwatashi.firms.enums import GENERAL, Group

_FILE = Path(__file__).parent / "data" / "rules.toml"


@dataclass(frozen=True, slots=True)
class Bounds:
    """Up to which capital (yen) or regular employees a firm is small or medium-sized; up to ``small`` a small one."""

    capital: int
    employees: int
    small: int


@dataclass(frozen=True, slots=True)
class Rules:
    """One rule set from a day until before another. Fractions None: the test is not made."""

    key: str
    names: tuple[str, str]
    sources: tuple[str, str]
    since: date
    until: date | None
    groups: Mapping[Group, Bounds]
    medium_employees: int
    medium_since: date
    medium_sources: tuple[str, str]
    one_large_holder: Fraction | None
    all_large_holders: Fraction | None
    officers_of_large: Fraction | None
    average_income: int | None

    @property
    def name(self) -> str:
        return in_language(self.names)

    @property
    def source(self) -> str:
        return in_language(self.sources)

    def bounds(self, group: Group) -> Bounds:
        """Those of a group; of the general one where the rules know no exception for it."""
        return self.groups.get(group) or self.groups[GENERAL[group]]

    @property
    def knows_deemed(self) -> bool:
        """Whether large firms behind a small one count."""
        return self.one_large_holder is not None


def in_language(pair: tuple[str, str]) -> str:
    """The Japanese or the English one of two texts."""
    return pair[0 if (get_language() or "ja").startswith("ja") else 1]


@cache
def every() -> tuple[Rules, ...]:
    """All rule sets there are, in the order of the file."""
    return tuple(_rules(entry) for entry in tomllib.loads(_FILE.read_text(encoding="utf-8"))["rules"])


def rules_on(key: str, day: date) -> Rules:
    """The rule set of a programme on a day. Raises `NotFound`."""
    for one in every():
        if one.key == key and one.since <= day and (one.until is None or day < one.until):
            return one
    raise NotFound(_("There are no rules called “%(name)s” on that day.") % {"name": key})


def _rules(entry: dict[str, Any]) -> Rules:
    return Rules(
        key=entry["key"],
        names=(entry["name"], entry["name_en"]),
        sources=(entry["source"], entry["source_en"]),
        since=entry["since"],
        until=entry.get("until"),
        groups={Group(name): Bounds(**bounds) for name, bounds in entry["groups"].items()},
        medium_employees=entry["medium_employees"],
        medium_since=entry["medium_since"],
        medium_sources=(entry["medium_source"], entry["medium_source_en"]),
        one_large_holder=_fraction(entry.get("one_large_holder")),
        all_large_holders=_fraction(entry.get("all_large_holders")),
        officers_of_large=_fraction(entry.get("officers_of_large")),
        average_income=entry.get("average_income"),
    )


def _fraction(pair: list[int] | None) -> Fraction | None:
    return Fraction(*pair) if pair else None
