"""Who is looking: the one thing that `visible_to` asks about."""

from __future__ import annotations

from typing import Protocol, cast


class Visitor(Protocol):
    """A signed-in account or an anonymous visitor.

    Django's ``AnonymousUser`` and `people.Account` both fit; use `organisation_ids` to ask for memberships.
    """

    @property
    def is_authenticated(self) -> bool:
        """Whether somebody signed in."""


class _Member(Protocol):
    @property
    def current_organisation_ids(self) -> frozenset[int]: ...

    @property
    def current_desk_ids(self) -> frozenset[int]: ...


def organisation_ids(visitor: Visitor) -> frozenset[int]:
    """The organisations a visitor acts for today; empty for an anonymous one."""
    return cast(_Member, visitor).current_organisation_ids if visitor.is_authenticated else frozenset()


def desk_ids(visitor: Visitor) -> frozenset[int]:
    """The organisations whose questions a visitor answers today; empty for an anonymous one."""
    return cast(_Member, visitor).current_desk_ids if visitor.is_authenticated else frozenset()
