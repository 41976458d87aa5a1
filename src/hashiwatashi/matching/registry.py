"""All searchable kinds, in the order in which pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.visitors import Visitor
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.searchable import NATIONWIDE, UNKNOWN, Found, Searchable


@cache
def searchables() -> Mapping[Kind, Searchable]:
    """Kind → its declaration, read from the module of `matching.kinds` that bears its name."""
    modules = {kind: import_module(f"hashiwatashi.matching.kinds.{kind.value}") for kind in Kind}
    return {kind: module.SEARCHABLE for kind, module in modules.items()}


def offered_to(visitor: Visitor) -> tuple[Kind, ...]:
    """The kinds that a visitor can look for, in order."""
    return tuple(kind for kind, one in searchables().items() if one.is_offered(visitor))


@cache
def _by_type() -> Mapping[type, Searchable]:
    return {one.sheet_type or one.model: one for one in searchables().values()}


def searchable_of(found: Found) -> Searchable:
    """The declaration for a record as pages hold it. Raises `KeyError` for what is not searchable."""
    return _by_type()[type(found)]


def title_of(found: Found) -> str:
    """Its name or title, for lists in which all kinds stand together."""
    return searchable_of(found).title(found)


def owner_of(found: Found) -> str:
    """The name of the organisation that has it; empty where none is known or may be known."""
    holder = searchable_of(found).holder(found)
    return holder.name if holder else ""


def prefecture_of(found: Found) -> Prefecture | None:
    """The one prefecture to show beside a record; None when there is none, or more than one."""
    return searchable_of(found).prefecture(found)


def lies_elsewhere(found: Found, home: Prefecture | None) -> bool:
    """Whether a record lies outside ``home``; False when either is unknown."""
    return are_elsewhere(searchable_of(found).places(found), home)


def are_elsewhere(codes: tuple[str, ...], home: Prefecture | None) -> bool:
    """`lies_elsewhere` for the codes of a document."""
    known = set(codes) - {UNKNOWN}
    return home is not None and bool(known) and not known & {home.code, NATIONWIDE}
