"""Who may see a record, said once: each word gives the database's condition and the search index's audience.

A query-set builds its ``visible_to`` from these words, and the same words say under which audiences a record stands
in the index, so that the two cannot drift apart. Words are joined with ``|``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from hashiwatashi.common.enums import Disclosure
from hashiwatashi.common.visitors import Visitor, desk_ids, organisation_ids

PUBLIC, MEMBERS = "public", "members"
NOBODY = Q(pk__in=())


@dataclass(frozen=True, slots=True)
class Door:
    """``admits`` is the condition under which a visitor may see a record; ``audience`` names who may find it."""

    admits: Callable[[Visitor], Q]
    audience: Callable[[Any], tuple[str, ...]]

    def __or__(self, other: Door) -> Door:
        """Whoever one of both admits. What everybody may find needs no narrower audience beside it."""

        def audience(record: Any) -> tuple[str, ...]:
            both = (*self.audience(record), *other.audience(record))
            return next(((wide,) for wide in (PUBLIC, MEMBERS) if wide in both), tuple(dict.fromkeys(both)))

        return Door(lambda visitor: self.admits(visitor) | other.admits(visitor), audience)

    def while_(self, holds: Q, of: Callable[[Any], bool]) -> Door:
        """Open only for records for which ``holds``; ``of`` says the same of one that is loaded."""
        return Door(
            lambda visitor: self.admits(visitor) & holds,
            lambda record: self.audience(record) if of(record) else (),
        )


def organisation_audience(pk: int) -> str:
    """The audience of what only one organisation may see."""
    return f"org:{pk}"


def desk_audience(pk: int) -> str:
    """The audience of what only those may see who answer questions for an organisation."""
    return f"desk:{pk}"


def audiences_of(visitor: Visitor) -> tuple[str, ...]:
    """The audiences a visitor belongs to."""
    own, desks = sorted(organisation_ids(visitor)), sorted(desk_ids(visitor))
    audiences = (*map(organisation_audience, own), *map(desk_audience, desks))
    return (PUBLIC, MEMBERS, *audiences) if own else (PUBLIC,)


#: Anybody may see it, whatever it says.
everybody = Door(lambda visitor: Q(), lambda record: (PUBLIC,))

#: What its owner has disclosed to the general public.
published = Door(
    lambda visitor: Q(disclosure=Disclosure.PUBLIC),
    lambda record: (PUBLIC,) if record.disclosure == Disclosure.PUBLIC else (),
)

#: What its owner has disclosed to everyone who acts for an organisation here.
members = Door(
    lambda visitor: Q(disclosure=Disclosure.MEMBERS) if organisation_ids(visitor) else NOBODY,
    lambda record: (MEMBERS,) if record.disclosure == Disclosure.MEMBERS else (),
)


def owners(path: str = "owner") -> Door:
    """The people of the organisation that has it; ``path`` leads from the record to that organisation."""

    def audience(record: Any) -> tuple[str, ...]:
        owner = getattr(record, path)
        return () if owner is None else (organisation_audience(owner.pk),)

    return Door(lambda visitor: _among(path, organisation_ids(visitor)), audience)


def supervisors(path: str = "owner") -> Door:
    """The people of the body that supervises the organisation to which ``path`` leads."""

    def audience(record: Any) -> tuple[str, ...]:
        supervisor = getattr(record, path).supervisor_id
        return () if supervisor is None else (organisation_audience(supervisor),)

    return Door(lambda visitor: _among(f"{path}__supervisor", organisation_ids(visitor)), audience)


def parties(taking_part: Callable[[frozenset[int]], Any], of: Callable[[Any], Iterable[int]]) -> Door:
    """The people of the organisations that take part in it.

    ``taking_part`` gives, as a query of one column, the keys of the records in which some organisations take part;
    ``of`` the keys of the organisations that take part in a record loaded with them.
    """

    def admits(visitor: Visitor) -> Q:
        own = organisation_ids(visitor)
        return Q(pk__in=taking_part(own)) if own else NOBODY

    return Door(admits, lambda record: tuple(map(organisation_audience, sorted(of(record)))))


def desks(taking_part: Callable[[frozenset[int]], Any], of: Callable[[Any], Iterable[int]]) -> Door:
    """Of the people of the organisations that take part in it, those alone who answer questions; as `parties`."""

    def admits(visitor: Visitor) -> Q:
        own = desk_ids(visitor)
        return Q(pk__in=taking_part(own)) if own else NOBODY

    return Door(admits, lambda record: tuple(map(desk_audience, sorted(set(of(record))))))


def disclosed(owner: str = "owner") -> Door:
    """The usual door of a record with a disclosure class and an owner."""
    return published | members | owners(owner)


def _among(path: str, organisations: frozenset[int]) -> Q:
    return Q(**{f"{path}__in": organisations}) if organisations else NOBODY
