"""What matching answers: records with the reasons why, grouped by kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.searchable import Found
from hashiwatashi.matching.understanding import Understanding
from hashiwatashi.matching.wishes import Wishes


@dataclass(frozen=True, slots=True)
class Filters:
    """Bounds a visitor sets with open eyes; an empty one bounds nothing. Never set by the product itself (R-32)."""

    prefectures: tuple[str, ...] = ()
    """Prefecture codes, e.g. ("04",)."""
    fields: tuple[str, ...] = ()
    """Values of the facet `field` (large class of equipment, field of a seed or expert, sector of a need)."""
    open_to_outsiders: bool = False
    """Only equipment that outsiders may use; does not touch other kinds."""
    open_calls_at: datetime | None = None
    """Only calls that take applications at that moment; does not touch other kinds."""
    literally: bool = False
    """By its words alone: what the vocabulary makes of the question is left out."""
    broadly: bool = False
    """Also what shares only words that say little of the question."""
    ignored: frozenset[str] = frozenset()
    """What the question says besides its subject and shall not be minded (`wishes.Wish`)."""


class How(StrEnum):
    """How a word and a record met."""

    TITLE = "title"
    TEXT = "text"
    NEAR = "near"
    KIND = "kind"
    LIKE = "like"
    TOPIC = "topic"
    RELATED = "related"
    LITTLE = "little"
    """Words of asking and of function, which nobody needs to be told of."""

    @property
    def label(self) -> str:
        """What the page calls it."""
        return {
            How.TITLE: _("Title"),
            How.TEXT: _("Description"),
            How.NEAR: _("Words near in meaning"),
            How.KIND: _("Kind of instrument"),
            How.LIKE: _("Like a known question"),
            How.TOPIC: _("Instruments dealt with"),
            How.RELATED: _("Related words"),
            How.LITTLE: _("Other words"),
        }[self]


@dataclass(frozen=True, slots=True)
class Why:
    """One part of a match: a word of the need found in a part of the record; percentages of a match add up to 100.

    ``how`` tells of what sort it is. For `How.NEAR` ``found`` is the record's word; for `How.KIND` ``word`` is the
    kind of instrument and ``found`` the method it serves, if one was meant; for `How.LIKE` ``found`` is the known
    question that such a kind answers; for `How.TOPIC` ``word`` is a kind that a person or an idea has to do with; for
    `How.RELATED` ``word`` is the record's.
    """

    word: str
    how: How
    percent: float
    found: str = ""

    @property
    def field(self) -> str:
        """What the page calls how they met."""
        return self.how.label


@dataclass(frozen=True, slots=True)
class Extract:
    """The passage that matched; ``marks`` are (start, end) offsets of the words to highlight."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One record that may answer, and why; ``others`` are equal ones of the same owner."""

    kind: Kind
    record: Found
    others: tuple[Found, ...]
    score: float
    why: tuple[Why, ...]
    extract: Extract
    prefecture: Prefecture | None
    is_elsewhere: bool
    """Outside the asker's own prefecture (False when that is unknown)."""

    @property
    def number(self) -> int:
        """How many equal ones it stands for, itself included."""
        return 1 + len(self.others)


@dataclass(frozen=True, slots=True)
class Group:
    """The suggestions of one kind, best first; of calls the open ones, then those to come, then those that are over.

    ``best_elsewhere`` is set when none of them lies elsewhere (R-32).
    """

    kind: Kind
    suggestions: tuple[Suggestion, ...]
    total: int
    best_elsewhere: Suggestion | None = None
    next_offset: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """All groups, with counts over everything that matches: facet name → value → how many.

    Facets: ``kind`` (values of `Kind`), ``prefecture`` (codes; "" = not known), ``field``, ``external_use``.
    """

    text: str
    groups: tuple[Group, ...]
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    meant: Understanding = field(default_factory=Understanding)
    """What instruments were put forward for; empty where nothing was understood, or it was asked literally."""
    wishes: Wishes = field(default_factory=lambda: Wishes(""))
    """What the question says besides its subject, as far as it was minded."""

    @property
    def total(self) -> int:
        return sum(group.total for group in self.groups)
