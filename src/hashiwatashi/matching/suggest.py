"""The main way through the house: a need in plain words → everything in the country that may answer it, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.visitors import Visitor
from hashiwatashi.equipment.vocabulary import vocabulary
from hashiwatashi.matching.answers import Answer, Extract, Filters, Group, How, Suggestion, Why
from hashiwatashi.matching.bounds import bounds_of
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.hidden import key_of, nearest_needs, others_of, quoted
from hashiwatashi.matching.index import open_index, refusals
from hashiwatashi.matching.records import records_of
from hashiwatashi.matching.registry import are_elsewhere, lies_elsewhere, offered_to, prefecture_of, searchables
from hashiwatashi.matching.searchable import UNKNOWN, Found, Keywords
from hashiwatashi.matching.staleness import Keys, changed, changed_sheets
from hashiwatashi.matching.understanding import Understanding, understood
from hashiwatashi.matching.wishes import Wishes, wishes_of
from mekiki import Hit, Query, Reason, Results

FACETS = ("prefecture", "field", "external_use")
# So many needs share the queries that load their records.
_TOGETHER = 50
Records = Mapping[Kind, Mapping[int, Found]]
_NOTHING = Results((), 0, {})


@dataclass(frozen=True, slots=True)
class Ask:
    """One need in plain words, and the prefecture of whoever has it."""

    text: str
    home: Prefecture | None = None
    wishes: Wishes | None = None

    @property
    def subject(self) -> str:
        """The text without what says only where or under which condition."""
        return self.wishes.subject if self.wishes else self.text

    @property
    def matter(self) -> str:
        """The subject without what says only whether money or people are sought."""
        return self.wishes.matter if self.wishes else self.text

    @property
    def around(self) -> Prefecture | None:
        """The prefecture that all else is elsewhere to: the one that is asked for, else the home."""
        named = self.wishes.prefectures if self.wishes else ()
        return named[0] if len(named) == 1 else self.home


@dataclass(frozen=True, slots=True)
class _Page:
    """The hits of one kind for one ask, before their records are loaded."""

    kind: Kind
    results: Results
    elsewhere: Hit | None

    @property
    def hits(self) -> tuple[Hit, ...]:
        return (*self.results.hits, self.elsewhere) if self.elsewhere else self.results.hits


def suggest(
    text: str,
    *,
    visitor: Visitor,
    home: Prefecture | None = None,
    filters: Filters = Filters(),  # noqa: B008 frozen
    kinds: tuple[Kind, ...] = tuple(Kind),
    per_kind: int = 5,
    offset: int = 0,
) -> Answer:
    """The best ``per_kind`` records of each kind from ``offset`` on; an empty text browses by title.

    Raises `IndexUnreadable`. Nothing is stored.
    """
    wishes = wishes_of(text, visitor, ignored=filters.ignored)
    search = _Search(visitor, _wished(filters, wishes), kinds, per_kind, offset)
    return search.answers([Ask(text, home, wishes)])[0]


def _wished(filters: Filters, wishes: Wishes) -> Filters:
    """With what the question itself asks for; what the visitor has chosen stands before it."""
    return replace(
        filters,
        prefectures=filters.prefectures or tuple(area.code for area in wishes.prefectures),
        open_to_outsiders=filters.open_to_outsiders or wishes.open_to_outsiders,
    )


def suggest_many(
    texts: Iterable[str],
    *,
    visitor: Visitor,
    home: Prefecture | None = None,
    filters: Filters = Filters(),  # noqa: B008 frozen
    kinds: tuple[Kind, ...] = tuple(Kind),
    per_kind: int = 5,
) -> Iterator[Answer]:
    """`suggest` for many texts of one home, in order, with one load of records for fifty of them.

    They are what records say, rather than questions: what they name besides bounds nothing.
    """
    asks = (Ask(text, home) for text in texts)
    return answer_all(asks, visitor=visitor, filters=filters, kinds=kinds, per_kind=per_kind)


def answer_all(
    asks: Iterable[Ask],
    *,
    visitor: Visitor,
    filters: Filters = Filters(),  # noqa: B008 frozen
    kinds: tuple[Kind, ...] = tuple(Kind),
    per_kind: int = 5,
) -> Iterator[Answer]:
    """`suggest_many` for asks that each have a home of their own."""
    search = _Search(visitor, filters, kinds, per_kind, 0)
    remaining = iter(asks)
    while batch := list(islice(remaining, _TOGETHER)):
        yield from search.answers(batch)


class _Search:
    """What is the same for all asks of one call; asked once, used for each."""

    def __init__(
        self, visitor: Visitor, filters: Filters, kinds: tuple[Kind, ...], per_kind: int, offset: int
    ) -> None:
        offered = offered_to(visitor)
        self.kinds = tuple(kind for kind in kinds if kind in offered)
        self.visitor, self.per_kind, self.offset = visitor, per_kind, offset
        self.bounds = bounds_of(filters, self.kinds, visitor)
        self._literally, self._strictly = filters.literally, not filters.broadly

    def answers(self, asks: list[Ask]) -> list[Answer]:
        before = changed_sheets(self.kinds)
        with refusals():
            found = open_index().search_many(
                query for ask in asks for kind in self.kinds for query in self._queries(ask, kind)
            )
            pages = [[self._page(ask, kind, self._joined(kind, found)) for kind in self.kinds] for ask in asks]
            hidden = self._naming(asks)
        pages = [
            [_without_names(page, ask.text in hidden) for page in row] for ask, row in zip(asks, pages, strict=True)
        ]
        wanted = self._wanted([page for row in pages for page in row])
        records = {kind: records_of(kind, ids, self.visitor) for kind, ids in wanted.items() if ids}
        old = before | changed(wanted)
        return [self._answer(ask, row, records, old) for ask, row in zip(asks, pages, strict=True)]

    def _naming(self, asks: list[Ask]) -> frozenset[str]:
        """The texts to which naming organisations would be naming the owner of an anonymous need."""
        tells = any(searchables()[kind].tells_names for kind in self.kinds)
        texts = list({ask.text for ask in asks if ask.text.strip()}) if tells else []
        results = open_index().search_many(nearest_needs(text) for text in texts)
        return quoted({text: found.hits for text, found in zip(texts, results, strict=True)}, self.visitor)

    def _queries(self, ask: Ask, kind: Kind) -> Iterator[Query]:
        """One for each layer; of several each is asked from its beginning, as nobody knows yet where one ends."""
        layers = self.bounds[kind]
        offset, limit = (self.offset, self.per_kind) if len(layers) == 1 else (0, self.offset + self.per_kind)
        for bounds in layers:
            yield self._query(ask, kind, bounds.only, bounds.never, FACETS, limit, offset)

    def _query(
        self,
        ask: Ask,
        kind: Kind,
        only: Keywords,
        never: Keywords,
        facets: tuple[str, ...] = (),
        limit: int = 1,
        offset: int = 0,
    ) -> Query:
        """With what the text means of this kind, and in the order in which its hits stand."""
        searchable = searchables()[kind]
        strength = searchable.lift
        kinds = {key: weight * strength for key, weight in self._meant(ask).kinds.items()} if strength else {}
        lift = {"instrument": kinds} if kinds else {}
        # What is asked for in so many words is always shown, as well as it fits.
        is_first = ask.wishes is not None and ask.wishes.first == kind
        text = ask.subject if is_first else ask.matter or ask.subject
        strictly = self._strictly and not is_first
        return Query(text, only, never, facets, limit, offset, lift, strictly, searchable.arranged)

    def _joined(self, kind: Kind, found: Iterator[Results]) -> Results:
        """The page of one kind: its layers one after the other."""
        layers = [next(found) for _ in self.bounds[kind]]
        if len(layers) == 1:
            return layers[0]
        hits = [hit for layer in layers for hit in layer.hits][self.offset : self.offset + self.per_kind]
        facets = {name: sum((Counter(layer.facets[name]) for layer in layers), Counter()) for name in FACETS}
        return Results(tuple(hits), sum(layer.total for layer in layers), facets)

    def _page(self, ask: Ask, kind: Kind, results: Results) -> _Page:
        """The page, with the best hit from elsewhere where it holds none (R-32).

        Calls are left out of that: one that is only for firms elsewhere helps nobody here.
        """
        around = ask.around
        is_local = not any(are_elsewhere(hit.keywords["prefecture"], around) for hit in results.hits)
        wanted = is_local and around and ask.subject and not searchables()[kind].is_local
        return _Page(kind, results, self._best_elsewhere(ask, around, kind) if wanted and around else None)

    def _best_elsewhere(self, ask: Ask, home: Prefecture, kind: Kind) -> Hit | None:
        """Bounds on the prefecture do not hold here: what is best in the country is always shown."""
        bounds = self.bounds[kind][0]
        only: Keywords = {name: values for name, values in bounds.only.items() if name != "prefecture"}
        query = self._query(ask, kind, only, {**bounds.never, "prefecture": (home.code, UNKNOWN)})
        return next(iter(open_index().search(query).hits), None)

    def _wanted(self, pages: list[_Page]) -> dict[Kind, set[int]]:
        wanted: dict[Kind, set[int]] = {kind: set() for kind in self.kinds}
        for page in pages:
            wanted[page.kind].update(key for hit in page.hits for key in (key_of(hit), *others_of(hit)))
        return wanted

    def _answer(self, ask: Ask, pages: list[_Page], records: Records, old: Keys) -> Answer:
        groups = tuple(self._group(ask, page, records.get(page.kind, {}), old) for page in pages)
        # What sheets are counted by may be what they no longer tell.
        outdated = {kind for kind, _pk in old if searchables()[kind].is_withheld}
        counted = [page for page in pages if page.kind not in outdated]
        return Answer(ask.text, groups, _facets(counted, groups), self._meant(ask), ask.wishes or Wishes(ask.subject))

    def _meant(self, ask: Ask) -> Understanding:
        is_of_use = not self._literally and any(searchables()[kind].lift for kind in self.kinds)
        return understood(ask.matter) if is_of_use else Understanding()

    def _group(self, ask: Ask, page: _Page, records: Mapping[int, Found], old: Keys) -> Group:
        """Records that vanished since the index saw them are dropped, and not counted.

        So are sheets that changed: they may have been found by words they no longer tell. Of other records that
        changed only what the index remembers of their text is left out.
        """
        is_withheld = searchables()[page.kind].is_withheld

        def made(hit: Hit) -> Iterator[Suggestion]:
            record = records.get(key_of(hit))
            is_old = (page.kind, key_of(hit)) in old
            if record is not None and not (is_old and is_withheld):
                others = tuple(records[key] for key in others_of(hit) if key in records)
                suggestion = _suggestion(page.kind, record, others, hit, ask)
                yield replace(suggestion, why=(), extract=Extract("")) if is_old else suggestion

        suggestions = [suggestion for hit in page.results.hits for suggestion in made(hit)]
        elsewhere = next(made(page.elsewhere), None) if page.elsewhere else None
        end = self.offset + self.per_kind
        found = page.results.total
        total = found - (len(page.results.hits) - len(suggestions))
        return Group(page.kind, tuple(suggestions), total, elsewhere, end if end < found else None)


def _suggestion(kind: Kind, record: Found, others: tuple[Found, ...], hit: Hit, ask: Ask) -> Suggestion:
    return Suggestion(
        kind=kind,
        record=record,
        others=others,
        score=hit.score,
        why=_why(hit, understood(ask.matter), kind),
        extract=Extract(hit.passage.text, hit.passage.marks),
        prefecture=prefecture_of(record),
        is_elsewhere=lies_elsewhere(record, ask.home),
    )


def _without_names(page: _Page, is_quoted: bool) -> _Page:
    """No organisations answer the words of a need whose owner must not be known."""
    return _Page(page.kind, _NOTHING, None) if is_quoted and searchables()[page.kind].tells_names else page


def _why(hit: Hit, meant: Understanding, kind: Kind) -> tuple[Why, ...]:
    """The parts of the score as percentages of it, under names that people read."""
    whole = sum(reason.share for reason in hit.reasons)
    if whole <= 0:
        return ()
    return tuple(_part(reason, 100 * reason.share / whole, meant, kind) for reason in hit.reasons)


def _part(reason: Reason, percent: float, meant: Understanding, of: Kind) -> Why:
    if reason.field != "lift":
        return Why(reason.word, How(reason.field), percent, reason.found)
    kind = vocabulary().kinds[reason.word]
    if not searchables()[of].has_use:
        return Why(kind.label, How.TOPIC, percent)
    if meant.like and reason.word in meant.likened:
        return Why(kind.label, How.LIKE, percent, meant.like.label)
    method = meant.through.get(reason.word)
    return Why(kind.label, How.KIND, percent, method.label if method else "")


def _facets(pages: list[_Page], groups: tuple[Group, ...]) -> dict[str, dict[str, int]]:
    """Counts over everything that matches, all kinds together."""
    sums: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for page in pages:
        for name, counts in page.results.facets.items():
            sums[name].update(counts)
    return {"kind": {group.kind.value: group.total for group in groups}, **{k: dict(v) for k, v in sums.items()}}
