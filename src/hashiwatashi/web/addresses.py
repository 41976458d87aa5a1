"""Addresses of the present page with one thing changed."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import QueryDict

# What points into a list of results and means nothing once the list changes.
_PLACES = ("page", "offset", "export")
_NAMES, _VALUES = 30, 60


class Additions:
    """Addresses of one page with a value added; many of them cost little more than one."""

    def __init__(self, query: QueryDict) -> None:
        self._query = _first_page(query)
        self._written = self._query.urlencode()

    def with_value(self, name: str, value: str) -> str:
        """``?…`` with ``value`` added to the values of ``name``, back on the first page."""
        if value in self._query.getlist(name):
            return f"?{self._written}"
        return f"?{self._written}{'&' if self._written else ''}{urlencode({name: value})}"


def without_value(query: QueryDict, name: str, value: str) -> str:
    """``?…`` with ``value`` taken from the values of ``name``, back on the first page."""
    changed = _first_page(query)
    changed.setlist(name, [kept for kept in changed.getlist(name) if kept != value])
    return f"?{changed.urlencode()}"


def without_values(query: QueryDict, name: str) -> str:
    """``?…`` without any value of ``name``, back on the first page."""
    changed = _first_page(query)
    changed.pop(name, None)
    return f"?{changed.urlencode()}"


def with_only(query: QueryDict, name: str, value: str) -> str:
    """``?…`` with ``value`` as the only value of ``name``, back on the first page."""
    changed = _first_page(query)
    changed[name] = value
    return f"?{changed.urlencode()}"


def tidy(query: QueryDict) -> QueryDict:
    """The query with each value of a name once and not too many of them: a page writes it into each of its links."""
    kept = QueryDict(mutable=True)
    for name in list(query)[:_NAMES]:
        kept.setlist(name, list(dict.fromkeys(query.getlist(name)))[:_VALUES])
    return kept


def _first_page(query: QueryDict) -> QueryDict:
    changed = tidy(query)
    for name in _PLACES:
        changed.pop(name, None)
    return changed
