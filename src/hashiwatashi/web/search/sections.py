"""What a page of answers shows of each kind: a few of the best of several kinds, or one kind page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from hashiwatashi.funding.models import Call
from hashiwatashi.matching.answers import Group, Suggestion
from hashiwatashi.matching.enums import Kind
from hashiwatashi.web.addresses import with_only
from hashiwatashi.web.search.forms import SearchForm

PER_KIND = 3
PAGE = 20
# So many of each kind stand first, in this order; other kinds say how many they have and lead there.
_BEST = {Kind.EQUIPMENT: 3, Kind.EXPERT: 1, Kind.CALL: 1, Kind.SEED: 1}


@dataclass(frozen=True, slots=True)
class Section:
    """One kind on the page: the hits that are ``shown``, and where the rest of them is."""

    group: Group
    shown: tuple[Suggestion, ...]
    over: tuple[Suggestion, ...] = ()
    """Calls that no longer take applications: they come last, and folded."""
    more: str = ""
    previous: str = ""
    next: str = ""
    first: int = 1

    @property
    def last(self) -> int:
        return self.first + len(self.group.suggestions) - 1

    @property
    def elsewhere(self) -> Suggestion | None:
        """The best from elsewhere where all that is shown lies in the home prefecture (R-32)."""
        shown = (*self.shown, *self.over)
        if not shown:
            # A kind that only leads to its own page tells it there.
            return None if self.group.suggestions else self.group.best_elsewhere
        if any(found.is_elsewhere for found in shown):
            return None
        # A call that is only for firms elsewhere helps nobody here.
        rest = [found for found in self.group.suggestions if found.is_elsewhere and self.group.kind != Kind.CALL]
        return rest[0] if rest else self.group.best_elsewhere


def page_size(form: SearchForm) -> int:
    """One kind alone is paged; of several kinds only the best are looked at."""
    return PAGE if len(form.kinds) == 1 else PER_KIND


def sections(form: SearchForm, groups: Sequence[Group], first: Kind | None = None) -> list[Section]:
    """A section for each kind that has anything to show; of the kind asked for ``first`` as many as of machines."""
    held = [group for group in groups if group.suggestions or group.best_elsewhere]
    if len(form.kinds) == 1:
        return [_page(form, group) for group in held]
    numbers = {**_BEST, first: PER_KIND} if first else _BEST
    made = [_few(form, group, _best(group, numbers.get(group.kind, 0))) for group in held]
    # Where only other kinds have hits, links alone would be no answer.
    if not any(section.shown for section in made):
        made = [_few(form, group, group.suggestions) for group in held]
    return made


def recommended(made: Sequence[Section], first: Kind | None = None) -> list[Section]:
    """The sections with hits to show: what the question asks ``first``, then in the order in which a firm goes: a
    machine, a person, money, an idea."""
    order = {kind: place for place, kind in enumerate([first, *_BEST] if first else _BEST)}
    if first:
        order[first] = 0
    return sorted((each for each in made if each.shown), key=lambda each: order.get(each.group.kind, len(order)))


def leading_on(made: Sequence[Section]) -> list[Section]:
    """The sections with more than is shown here, or with something from elsewhere alone."""
    return [each for each in made if each.more or not each.shown]


def without_answer(form: SearchForm, groups: Sequence[Group]) -> list[Kind]:
    """The kinds asked for that have nothing to show."""
    return [] if form.is_empty else [each.kind for each in groups if not (each.suggestions or each.best_elsewhere)]


def _best(group: Group, number: int) -> tuple[Suggestion, ...]:
    """The first few; of calls only those that take applications now."""
    now = timezone.now()
    useful = [
        found for found in group.suggestions if not isinstance(found.record, Call) or found.record.is_open_at(now)
    ]
    return tuple(useful[:number])


def _few(form: SearchForm, group: Group, shown: tuple[Suggestion, ...]) -> Section:
    more = with_only(form.query, "kind", group.kind.value) if group.total > len(shown) else ""
    return Section(group, shown, more=more)


def _page(form: SearchForm, group: Group) -> Section:
    offset = form.cleaned_data["offset"] or 0
    return Section(
        group,
        shown=tuple(found for found in group.suggestions if not _is_over(found)),
        over=tuple(found for found in group.suggestions if _is_over(found)),
        first=offset + 1,
        previous=with_only(form.query, "offset", str(max(0, offset - PAGE))) if offset else "",
        next=with_only(form.query, "offset", str(group.next_offset)) if group.next_offset else "",
    )


def _is_over(found: Suggestion) -> bool:
    call, now = found.record, timezone.now()
    return isinstance(call, Call) and call.closes_at is not None and call.closes_at <= now
