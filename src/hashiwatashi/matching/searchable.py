"""What makes a table searchable, declared in one file a kind: `matching/kinds/`.

Documents, index marks, bounds, hydration and reports are loops over these declarations (`matching.registry`); none of
them knows a kind by name. docs/develop/architecture.md tells how to add one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from django.db import models

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.doors import Door
from hashiwatashi.common.querysets import DoorQuerySet
from hashiwatashi.common.visitors import Visitor
from hashiwatashi.matching.enums import Kind
from mekiki import Arrangement

Keywords = Mapping[str, tuple[str, ...]]
NATIONWIDE, UNKNOWN = "00", ""


class Found(Protocol):
    """A record as a visitor may see it: the row itself, or a sheet of what may be shown of it."""

    @property
    def uid(self) -> UUID: ...

    @property
    def source_url(self) -> str:
        """The page it was taken from; empty where there is none, or it must not be known."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a document is made of; empty lines are left out.

    The title weighs most. The lines begin with what a person would want to read, since passages are shown from them.
    Whose it is and where it stands is context: it can be asked for, but is no part of what the thing is.
    """

    title: str
    lines: Iterable[str]
    context: Iterable[str] = ()
    keywords: Keywords = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Term:
    """Documents that come and go with time alone: the columns that say from when until when, as keywords of time."""

    opens: str
    closes: str
    are_moments: bool = False
    """Moments rather than days."""
    shows_others: bool = False
    """What is to come and what is over stands behind what is in force, instead of not being found."""


@dataclass(frozen=True, slots=True)
class Searchable:
    """One kind of record that can answer a need."""

    kind: Kind
    model: type[models.Model]
    records: Callable[[], DoorQuerySet[Any]]
    """The records that are to be found, loaded as lists show them."""
    content: Callable[[Any], Content]
    """Of a record as the general public may see it."""
    title: Callable[[Any], str]
    owner: str = "owner"
    """The attribute that holds the organisation whose names its document tells; empty for an organisation itself."""
    beside: tuple[str, ...] = ()
    """Relations whose rows are told in its document: a change of theirs is a change of it."""
    taking_part: str = ""
    """The relation whose rows each name an organisation that takes part: what these merge into may find it, too."""
    sheet: Callable[[Any, Visitor | None], Found] = field(default=lambda record, visitor: record)
    """What a visitor may see of a record; None stands for the general public."""
    sheet_type: type[Any] | None = None
    """The type of that sheet, where it is not the row itself."""
    prefecture: Callable[[Any], Prefecture | None] = field(default=lambda record: _home_of(record.owner))
    """The one prefecture to show beside it; None when there is none, or more than one."""
    codes: Callable[[Any], tuple[str, ...]] | None = None
    """The codes of its prefectures, where that is not the one of ``prefecture``."""
    term: Term | None = None
    arranged: Arrangement = field(default_factory=Arrangement)
    lift: float = 0.0
    """How far the kinds of instrument that are meant put it forward, 0 to 1."""
    serves_nationwide: bool = False
    """Some stand under `NATIONWIDE`: whoever bounds by a prefecture finds these too."""
    is_local: bool = False
    """One that lies elsewhere helps nobody here, so that the best from elsewhere is not added (R-32)."""
    has_use: bool = False
    """Its documents say by ``external_use`` whether outsiders may use it."""
    is_withheld: bool = False
    """Its sheet may tell less than it did: what the index remembers of a changed one is neither shown nor counted."""
    is_offered: Callable[[Visitor], bool] = field(default=lambda visitor: True)
    """To whom it is shown as something to look for; for everybody else there is no such kind."""
    is_held: bool = True
    """Who is in charge of one is named by `holders`; False where its own record says so."""
    tells_names: bool = False
    """It would name the owner of a need whose words are asked for (INV-03)."""

    @property
    def door(self) -> Door:
        """Who may see its records."""
        door: Door = self.model._default_manager.all().DOOR  # type: ignore[attr-defined]
        return door

    def holder(self, found: Any) -> Any:
        """The organisation that has it, None where none is known or may be known."""
        return getattr(found, self.owner) if self.owner else found

    def places(self, found: Any) -> tuple[str, ...]:
        """The codes of its prefectures, in order; (`UNKNOWN`,) when none is known, (`NATIONWIDE`,) when it serves
        all."""
        if self.codes:
            return self.codes(found) or (UNKNOWN,)
        home = self.prefecture(found)
        return (home.code,) if home else (UNKNOWN,)


def _home_of(owner: Any) -> Prefecture | None:
    return owner.prefecture if owner else None
