"""On which days an organisation has somebody who looks after its members."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from hashiwatashi.people.models import Membership
from hashiwatashi.people.roles import LETTING_IN

#: Half-open; a day of 9999 stands for no end.
Span = tuple[date, date]


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same days as few spans in order, none of which touches the next."""
    found: list[Span] = []
    for since, until in sorted(spans):
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return found


def first_lost(before: Iterable[Span], after: Iterable[Span], *, today: date) -> date | None:
    """The first day from today on that ``before`` covers and ``after`` does not; None where none is lost."""
    kept = merged(after)
    for since, until in merged(before):
        day = max(since, today)
        for start, end in kept:
            if start <= day < end:
                day = end
        if day < until:
            return day
    return None


def spans(memberships: Iterable[Membership]) -> list[Span]:
    """The days of those memberships that let others in, of accounts that may sign in."""
    return [
        (membership.since, membership.until or date.max)
        for membership in memberships
        if membership.role in LETTING_IN and membership.account.is_active
    ]
