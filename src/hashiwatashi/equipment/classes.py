"""Classes that instruments are counted by: the large classes of their lists, or the kinds of the vocabulary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hashiwatashi.equipment.enums import USABLE, ExternalUse
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.equipment.vocabulary import InstrumentKind, kinds_by_words, vocabulary

#: Stands for the class of what has none.
NO_CLASS = "-"
#: The key of a class, the code of a prefecture (None where it is not known).
Place = tuple[str, str | None]
_WORDS = ("name", "name_en", "equipment_class__small", "equipment_class__large")


@dataclass(frozen=True, slots=True)
class Holding:
    """How many instruments there are, and how many of them outsiders may use."""

    number: int = 0
    open: int = 0


@dataclass(frozen=True, slots=True)
class Scheme:
    """A way to class instruments; ``bound`` is the name by which the list of equipment is narrowed to one class.

    ``counted`` takes one query, whatever the number of classes and prefectures.
    """

    key: str
    label: str | Promise
    bound: str
    counted: Callable[[QuerySet[Equipment]], Mapping[Place, Holding]]
    named: Callable[[str], str]


def instruments_of_kind(key: str) -> list[int]:
    """The keys of all instruments of a kind, or of those whose kind is not known for `NO_CLASS`.

    They narrow what a visitor may see; by themselves they are nothing to show.
    """
    return [pk for pk, kinds in _read(Equipment.objects.all(), "pk") if key in _keys(kinds)]


def _by_large_class(records: QuerySet[Equipment]) -> dict[Place, Holding]:
    numbers = {"number": Count("pk"), "usable": Count("pk", filter=Q(external_use__in=USABLE))}
    rows = records.order_by().values_list("equipment_class__large", "prefecture").annotate(**numbers)
    return {(large or NO_CLASS, code): Holding(number, usable) for large, code, number, usable in rows}


def _by_kind(records: QuerySet[Equipment]) -> dict[Place, Holding]:
    """An instrument of several kinds counts in each."""
    numbers: Counter[Place] = Counter()
    usable: Counter[Place] = Counter()
    for code, use, kinds in _read(records, "prefecture", "external_use"):
        for key in _keys(kinds):
            numbers[key, code] += 1
            usable[key, code] += ExternalUse(use) in USABLE
    return {place: Holding(number, usable[place]) for place, number in numbers.items()}


def _read(records: QuerySet[Equipment], *names: str) -> Iterator[tuple[Any, ...]]:
    """The named fields of each instrument, and its kinds."""
    for *values, name, name_en, small, large in records.order_by().values_list(*names, *_WORDS).iterator():
        yield *values, kinds_by_words(f"{name} {name_en}", small or "", large or "")


def _keys(kinds: tuple[InstrumentKind, ...]) -> tuple[str, ...]:
    return tuple(kind.key for kind in kinds) or (NO_CLASS,)


def _kind_named(key: str) -> str:
    return vocabulary().kinds[key].label


SCHEMES = {
    scheme.key: scheme
    for scheme in (
        Scheme("kind", _("Kinds of instruments"), "instrument", _by_kind, _kind_named),
        Scheme("large", _("Large classes of the lists"), "field", _by_large_class, str),
    )
}
