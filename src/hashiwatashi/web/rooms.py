"""What pages know of each searchable kind; every room of records declares its own in ``web/<room>/room.py``.

Cards, structured data, lists of lists, and the pages that gather records of all kinds (an organisation, an area) are
loops over these declarations.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Protocol

from django.utils.functional import Promise

import hashiwatashi.web
from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.visitors import Visitor
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.registry import searchable_of
from hashiwatashi.matching.searchable import Found
from hashiwatashi.organisations.contacts import Contact
from hashiwatashi.organisations.models import Organisation


class Task(Enum):
    """Under which task of the navigation a list stands."""

    FIND = "find"
    BODIES = "bodies"


@dataclass(frozen=True, slots=True)
class Badge:
    """A few words that matter at once; ``tone`` is good, plain or warn and never the only carrier of meaning."""

    text: str
    tone: str = "plain"


@dataclass(frozen=True, slots=True)
class Card:
    """One record in short, as lists, search pages and "similar" boxes show it.

    ``owner`` is None where there is none or it must not be known.
    """

    kind: Kind
    title: str
    href: str
    facts: tuple[str, ...]
    badges: tuple[Badge, ...]
    owner: Organisation | None
    prefecture: Prefecture | None
    contact: Contact
    source_url: str = ""


class Records(Protocol):
    """A query-set behind a door, narrowed to the records of an organisation or an area for a visitor."""

    def __call__(self, whose: Any, visitor: Visitor) -> Any: ...


@dataclass(frozen=True, slots=True)
class Room:
    """The pages of one kind."""

    kind: Kind
    title: str | Promise
    """What its list is called."""
    card: Callable[[Any], Card]
    described: Callable[[Any], dict[str, Any]]
    """The record as a schema.org object without its address."""
    of_organisation: Records | None = None
    """The records that an organisation offers, as lists show them; None where it offers none of this kind."""
    in_area: Records | None = None
    """The records that a prefecture has; None where they have no place."""
    in_area_bounds: str = ""
    """What the address of the list needs besides the prefecture to show the same records."""
    task: Task = Task.FIND
    compared: tuple[str, ...] = ()
    """The fields in which records of this kind are compared side by side."""
    add: str = ""
    """The permission to register one, e.g. ``add_seed``; empty where no page registers any."""
    add_text: str | Promise = ""

    @property
    def list_name(self) -> str:
        """The name of the list's address."""
        return f"{self.kind.value}-list"

    @property
    def add_name(self) -> str:
        """The name of the address at which one is registered."""
        return f"{self.kind.value}-add"


@cache
def addresses() -> tuple[str, ...]:
    """The packages that hold a room of records; each is the first part of its room's addresses."""
    packages = [found.name for found in iter_modules(hashiwatashi.web.__path__) if found.ispkg]
    return tuple(
        name
        for name in packages
        if any(m.name == "room" for m in iter_modules(import_module(f"hashiwatashi.web.{name}").__path__))
    )


@cache
def rooms() -> Mapping[Kind, Room]:
    """Every room, in the order in which pages show the kinds. Raises `KeyError` for a kind without one."""
    declared: list[Room] = [import_module(f"hashiwatashi.web.{name}.room").ROOM for name in addresses()]
    found = {room.kind: room for room in declared}
    return {kind: found[kind] for kind in Kind}


def room_of(record: Found) -> Room:
    """The room of a record as pages hold it."""
    return rooms()[searchable_of(record).kind]


def card_of(record: Any) -> Card:
    """The card of a record. Raises `KeyError` for a type that no page shows."""
    return room_of(record).card(record)


def present(*facts: str) -> tuple[str, ...]:
    """The facts that say something."""
    return tuple(fact for fact in facts if fact)
