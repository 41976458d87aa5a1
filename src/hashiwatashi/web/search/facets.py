"""The ways to narrow results down: each with how many remain, and each in force can be taken off."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.equipment.enums import USABLE
from hashiwatashi.matching.answers import Answer
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.wishes import Wish, Wishes
from hashiwatashi.web.addresses import Additions, with_only, without_value, without_values
from hashiwatashi.web.formats import list_of
from hashiwatashi.web.lists import Chip
from hashiwatashi.web.search.forms import SearchForm

SHOWN = 8
_FOLDED = 52
_NARROWING = ("prefecture", "field", "open_to_outsiders", "open_calls")

Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet; following ``href`` puts it in force, or takes it off where it is (``is_on``).

    Without ``href`` there is nothing to find behind it.
    """

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


@dataclass(frozen=True, slots=True)
class _Value:
    """A value that may become a choice; its address is written only where it is shown."""

    value: str
    label: str
    count: int
    is_on: bool


def facets(form: SearchForm, counts: Counts, prefectures: Sequence[Prefecture]) -> list[Facet]:
    """Every facet that has something to choose."""
    page = _Page(form.query)
    areas = page.values("prefecture", {area.code: str(area) for area in prefectures}, counts)
    names = {*counts.get("field", {}), *form.query.getlist("field")} - {""}
    fields = page.values("field", {name: name for name in names}, counts)
    made = [
        Facet(_("Conditions"), tuple(page.switches(counts))),
        page.folded(_("Prefecture"), "prefecture", areas),
        page.folded(_("Field"), "field", fields),
    ]
    return [facet for facet in made if facet.choices]


def strip(form: SearchForm, answer: Answer) -> list[Choice]:
    """All kinds together, then each kind alone with how many answers it has."""
    is_whole = form.asks_for_all
    # Who asks for open calls alone is shown calls alone, so that bound is taken off, too.
    whole = form.query.copy()
    whole.pop("open_calls", None)
    everything = Choice(_("All"), answer.total if is_whole else None, without_values(whole, "kind"), is_whole)
    return [everything, *(_of_kind(form, kind, answer.facets.get("kind", {})) for kind in form.offered)]


def _of_kind(form: SearchForm, kind: Kind, counts: Mapping[str, int]) -> Choice:
    """Kinds that were not asked for were not counted, so no number is shown for them."""
    count = counts.get(kind.value, 0) if kind in form.kinds else None
    is_on = kind in form.kinds and not form.asks_for_all
    return Choice(str(kind.label), count, "" if count == 0 else with_only(form.query, "kind", kind.value), is_on)


def is_narrowed(form: SearchForm) -> bool:
    """Whether a bound of the filters is in force; the kind has its own place on the page."""
    return any(value for name in _NARROWING for value in form.query.getlist(name))


def map_links(form: SearchForm, counts: Mapping[str, int]) -> Callable[[Prefecture], str]:
    """The address behind each square of the map; none where nothing would be found."""
    page = _Page(form.query)
    on = frozenset(form.query.getlist("prefecture"))
    return lambda area: page.toggle("prefecture", area.code) if counts.get(area.code) or area.code in on else ""


def chips(form: SearchForm, prefectures: Sequence[Prefecture], wishes: Wishes) -> list[Chip]:
    """Every bound in force, each with the address without it; first those that the question itself asks for."""
    query, additions = form.query, Additions(form.query)
    wished: list[Chip] = []
    if wishes.prefectures and not query.getlist("prefecture"):
        wished.append(
            Chip(list_of([str(area) for area in wishes.prefectures]), additions.with_value("ignore", Wish.PLACE))
        )
    if wishes.open_to_outsiders and "open_to_outsiders" not in query:
        label = str(form.fields["open_to_outsiders"].label)
        wished.append(Chip(label, additions.with_value("ignore", Wish.OPEN)))
    areas = {area.code: str(area) for area in prefectures}
    kinds = {kind.value: str(kind.label) for kind in form.offered}
    made = [(name, value, kinds.get(value, "")) for name, value in _values(query, "kind")]
    made += [(name, value, areas.get(value, "")) for name, value in _values(query, "prefecture")]
    made += [(name, value, value) for name, value in _values(query, "field")]
    for name in ("open_to_outsiders", "open_calls", "literally", "broadly"):
        made += [(name, value, str(form.fields[name].label)) for _name, value in _values(query, name)]
    return [*wished, *(Chip(label, without_value(query, name, value)) for name, value, label in made if label)]


def _values(query: QueryDict, name: str) -> list[tuple[str, str]]:
    return [(name, value) for value in query.getlist(name) if value]


class _Page:
    """Makes the choices of one page."""

    def __init__(self, query: QueryDict) -> None:
        self._query = query
        self._additions = Additions(query)

    def values(self, name: str, labels: Mapping[str, str], counts: Counts) -> list[_Value]:
        """What may be chosen of a facet; what would find nothing is left out."""
        found, on = counts.get(name, {}), frozenset(self._query.getlist(name))
        return [
            _Value(value, label, found.get(value, 0), value in on)
            for value, label in labels.items()
            if found.get(value) or value in on
        ]

    def folded(self, title: str, name: str, values: list[_Value]) -> Facet:
        """The most frequent first and those in force always in sight; of hundreds the rarest are left out."""
        values.sort(key=lambda value: (not value.is_on, -value.count, value.label))
        choices = [
            Choice(value.label, value.count, self.toggle(name, value.value), value.is_on)
            for value in values[: SHOWN + _FOLDED]
        ]
        return Facet(title, tuple(choices[:SHOWN]), tuple(choices[SHOWN:]))

    def switches(self, counts: Counts) -> list[Choice]:
        uses = counts.get("external_use", {})
        usable = sum(uses.get(use, 0) for use in USABLE)
        made = [(_("Outsiders may use it"), "open_to_outsiders", usable), (_("Calls open now"), "open_calls", None)]
        return [Choice(label, count, self.toggle(name, "on"), name in self._query) for label, name, count in made]

    def toggle(self, name: str, value: str) -> str:
        if value in self._query.getlist(name):
            return without_value(self._query, name, value)
        return self._additions.with_value(name, value)
