"""The ways to narrow results down: each with how many remain, and each in force can be taken off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.equipment.enums import ExternalUse
from hashiwatashi.matching.enums import Kind
from hashiwatashi.web.addresses import with_value, without_value
from hashiwatashi.web.lists import Chip
from hashiwatashi.web.search.forms import SearchForm

_OPEN = (ExternalUse.OPEN, ExternalUse.CONDITIONAL)
SHOWN = 8

Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet; following ``href`` puts it in force, or takes it off where it is (``is_on``)."""

    label: str
    count: int | None
    href: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow down; ``choices`` stand open, ``more`` behind a fold."""

    title: str
    choices: tuple[Choice, ...]
    more: tuple[Choice, ...] = ()


def facets(form: SearchForm, counts: Counts, prefectures: Sequence[Prefecture]) -> list[Facet]:
    """Every facet that has something to choose."""
    query = form.query
    kinds = [_kind(form, kind, counts.get("kind", {})) for kind in Kind]
    areas = [_choice(query, "prefecture", a.code, str(a), counts.get("prefecture", {})) for a in prefectures]
    names = {*counts.get("field", {}), *query.getlist("field")} - {""}
    fields = [_choice(query, "field", name, name, counts.get("field", {})) for name in names]
    made = [
        Facet(_("Kind"), tuple(kinds)),
        Facet(_("Conditions"), tuple(_switches(query, counts))),
        _folded(_("Prefecture"), areas),
        _folded(_("Field"), fields),
    ]
    return [facet for facet in made if facet.choices]


def chips(form: SearchForm, prefectures: Sequence[Prefecture]) -> list[Chip]:
    """Every bound in force, each with the address without it."""
    query = form.query
    areas = {area.code: str(area) for area in prefectures}
    kinds = {kind.value: str(kind.label) for kind in Kind}
    made = [(name, value, kinds.get(value, "")) for name, value in _values(query, "kind")]
    made += [(name, value, areas.get(value, "")) for name, value in _values(query, "prefecture")]
    made += [(name, value, value) for name, value in _values(query, "field")]
    for name in ("open_to_outsiders", "open_calls"):
        made += [(name, value, str(form.fields[name].label)) for _name, value in _values(query, name)]
    return [Chip(label, without_value(query, name, value)) for name, value, label in made if label]


def _values(query: QueryDict, name: str) -> list[tuple[str, str]]:
    return [(name, value) for value in query.getlist(name) if value]


def _switches(query: QueryDict, counts: Counts) -> list[Choice]:
    uses = counts.get("external_use", {})
    usable = sum(uses.get(use, 0) for use in _OPEN)
    made = [(_("Outsiders may use it"), "open_to_outsiders", usable), (_("Calls open now"), "open_calls", None)]
    return [Choice(label, count, _toggle(query, name, "on"), name in query) for label, name, count in made]


def _choice(query: QueryDict, name: str, value: str, label: str, counts: Mapping[str, int]) -> Choice:
    return Choice(label, counts.get(value, 0), _toggle(query, name, value), value in query.getlist(name))


def _kind(form: SearchForm, kind: Kind, counts: Mapping[str, int]) -> Choice:
    """Kinds that were not asked for were not counted, so no number is shown for them."""
    count = counts.get(kind.value, 0) if kind in form.kinds else None
    is_on = kind.value in form.query.getlist("kind")
    return Choice(str(kind.label), count, _toggle(form.query, "kind", kind.value), is_on)


def _toggle(query: QueryDict, name: str, value: str) -> str:
    change = without_value if value in query.getlist(name) else with_value
    return change(query, name, value)


def _folded(title: str, choices: list[Choice]) -> Facet:
    """The most frequent first and those in force always in sight; what would find nothing is left out."""
    useful = [choice for choice in choices if choice.count or choice.is_on]
    useful.sort(key=lambda choice: (not choice.is_on, -(choice.count or 0), choice.label))
    return Facet(title, tuple(useful[:SHOWN]), tuple(useful[SHOWN:]))
