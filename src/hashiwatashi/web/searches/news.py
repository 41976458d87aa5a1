"""Once a day for each saved search: what is new since the last look is told by a notice."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

import structlog
from django.http import QueryDict
from django.utils import timezone

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.matching.answers import Answer
from hashiwatashi.matching.suggest import suggest
from hashiwatashi.notices.actions import tell
from hashiwatashi.notices.kinds import SEARCH_NEWS
from hashiwatashi.searches.actions import note_look
from hashiwatashi.searches.models import SavedSearch
from hashiwatashi.web.search.forms import SearchForm

log = structlog.get_logger(__name__)
_EVERY = timedelta(hours=23)
# So many searches in one round of the worker, which comes once a minute.
_AT_ONCE = 20
# So many hits of each kind are remembered. Fewer are looked at: what moves up into the last places because another
# record went is not new.
_REMEMBERED, _LOOKED_AT = 50, 40


def tell_news_of_searches(*, now: datetime) -> int:
    """Look after the saved searches that are due; returns how many people were told.

    The first look at a search remembers and tells nothing. One that fails does not stop the others and is tried again
    the next day. Doing it twice changes nothing.
    """
    due = SavedSearch.objects.due(before=now - _EVERY).select_related("account", "home")[:_AT_ONCE]
    areas = list(Prefecture.objects.all()) if due else []
    told = 0
    for search in due:
        try:
            told += _look(search, areas, now)
        except Exception:
            # The log names the search and never what it asks.
            log.exception("saved_search_failed", search=str(search.uid))
            note_look(search, at=now, seen=None)
    return told


def _look(search: SavedSearch, areas: list[Prefecture], now: datetime) -> int:
    form = SearchForm(QueryDict(search.query), areas)
    if not form.is_valid():
        note_look(search, at=now, seen=None)
        return 0
    answer = suggest(
        form.cleaned_data["q"],
        visitor=search.account,
        home=search.home,
        filters=form.filters(),
        kinds=form.kinds,
        per_kind=_REMEMBERED,
    )
    new = [] if search.seen is None else news(answer, search.seen)
    note_look(search, at=now, seen=_keys(answer, _REMEMBERED))
    if not new:
        return 0
    day = f"{timezone.localtime(now):%Y-%m-%d}"
    values = {"count": len(new), "name": search.name}
    return tell([search.account], SEARCH_NEWS, by=SystemActor("tick"), about=search.uid, once=day, **values)


def news(answer: Answer, seen: Collection[str]) -> list[str]:
    """The keys of the first hits of each kind that were not among those seen."""
    known = set(seen)
    return [key for key in _keys(answer, _LOOKED_AT) if key not in known]


def _keys(answer: Answer, most: int) -> list[str]:
    return [
        f"{group.kind.value}:{record.uid}"
        for group in answer.groups
        for found in group.suggestions[:most]
        for record in (found.record, *found.others)
    ]
