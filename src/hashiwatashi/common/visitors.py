"""Who is looking: the one thing that `visible_to` asks about."""

from __future__ import annotations

from typing import Protocol


class Visitor(Protocol):
    """A signed-in account or an anonymous visitor.

    Django's ``AnonymousUser`` and `people.Account` both fit; use `organisation_ids` to ask for memberships.
    """

    @property
    def is_authenticated(self) -> bool:
        """Whether somebody signed in."""


def organisation_ids(visitor: Visitor) -> frozenset[int]:
    """The organisations a visitor acts for today; empty for an anonymous one."""
    return getattr(visitor, "current_organisation_ids", frozenset())
