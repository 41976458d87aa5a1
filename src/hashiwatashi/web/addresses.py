"""Addresses of the present page with one thing changed."""

from __future__ import annotations

from django.http import QueryDict

# What points into a list of results and means nothing once the list changes.
_PLACES = ("page", "offset", "export")


def with_value(query: QueryDict, name: str, value: str) -> str:
    """``?…`` with ``value`` added to the values of ``name``, back on the first page."""
    changed = _first_page(query)
    if value not in changed.getlist(name):
        changed.appendlist(name, value)
    return f"?{changed.urlencode()}"


def without_value(query: QueryDict, name: str, value: str) -> str:
    """``?…`` with ``value`` taken from the values of ``name``, back on the first page."""
    changed = _first_page(query)
    changed.setlist(name, [kept for kept in changed.getlist(name) if kept != value])
    return f"?{changed.urlencode()}"


def with_only(query: QueryDict, name: str, value: str) -> str:
    """``?…`` with ``value`` as the only value of ``name``, back on the first page."""
    changed = _first_page(query)
    changed[name] = value
    return f"?{changed.urlencode()}"


def _first_page(query: QueryDict) -> QueryDict:
    changed = query.copy()
    for name in _PLACES:
        changed.pop(name, None)
    return changed
