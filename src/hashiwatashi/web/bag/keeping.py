"""The bag of whoever is looking: in the table for an account, in the session for a visitor without one.

The session also remembers which records are in an account's bag, so that no page asks the database for its count.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from hashiwatashi.bags.actions import current_bag, entries_of, fill
from hashiwatashi.bags.entries import Entry, added
from hashiwatashi.bags.models import LONGEST_ASKED, LONGEST_NOTE, Bag
from hashiwatashi.common.texts import clean
from hashiwatashi.matching.enums import Kind
from hashiwatashi.people.models import Account

View = Callable[[HttpRequest], HttpResponse]
_ENTRIES, _KEYS, _BEFORE = "bag", "bag_keys", "bag_before"


def keys_in_bag(request: HttpRequest) -> tuple[str, ...]:
    """The keys of what is in the bag, without a query."""
    session: Any = getattr(request, "session", None)
    if not session:
        return ()
    return tuple(session.get(_KEYS, ())) or tuple(entry.key for entry in _of_session(session, _ENTRIES))


def bag_in_use(request: HttpRequest) -> Bag | None:
    """The account's bag in use; None where it has none yet, and for visitors without an account."""
    return Bag.objects.visible_to(request.user).in_use().first()


def in_turn(view: View) -> View:
    """Of several changes that an account sends at one instant, each sees what the one before it left."""

    @wraps(view)
    def one_by_one(request: HttpRequest) -> HttpResponse:
        if not isinstance(request.user, Account):
            return view(request)
        with transaction.atomic():
            Account.objects.select_for_update().get(pk=request.user.pk)
            return view(request)

    return one_by_one


def kept(request: HttpRequest) -> list[Entry]:
    """What is in the bag."""
    if isinstance(request.user, Account):
        bag = bag_in_use(request)
        return entries_of(bag) if bag else []
    return _of_session(request.session, _ENTRIES)


def keep(request: HttpRequest, entries: Sequence[Entry]) -> None:
    """Let the bag hold ``entries``, of which `added` let in no more than there is room for."""
    if isinstance(request.user, Account):
        fill(current_bag(by=request.user), entries, by=request.user)
        remember(request, entries)
        return
    request.session[_ENTRIES] = [_stored(entry) for entry in entries]


def remember(request: HttpRequest, entries: Sequence[Entry]) -> None:
    """Tell the session what is in the account's bag."""
    keys = [entry.key for entry in entries]
    if request.session.get(_KEYS, []) != keys:
        request.session[_KEYS] = keys


def remember_before(request: HttpRequest, entries: Sequence[Entry]) -> None:
    """Keep what was in the bag before something was taken out, so that it can be put back."""
    request.session[_BEFORE] = [_stored(entry) for entry in entries]


def before(request: HttpRequest) -> list[Entry]:
    """What was in the bag before the last thing was taken out."""
    return _of_session(request.session, _BEFORE)


@receiver(user_logged_in)
def take_over(user: Any, request: HttpRequest, **rest: Any) -> None:
    """What was gathered without an account goes into the account's bag when its owner signs in."""
    session: Any = getattr(request, "session", None)
    if not isinstance(user, Account) or session is None:
        return
    gathered = _of_session(session, _ENTRIES)
    session.pop(_ENTRIES, None)
    session.pop(_BEFORE, None)
    bag = current_bag(by=user) if gathered else Bag.objects.visible_to(user).in_use().first()
    if bag is None:
        return
    entries = entries_of(bag)
    if gathered:
        entries = added(entries, gathered)
        fill(bag, entries, by=user)
    remember(request, entries)


def _stored(entry: Entry) -> dict[str, str]:
    return {
        "kind": entry.kind.value,
        "record": str(entry.record),
        "note": clean(entry.note)[:LONGEST_NOTE],
        "asked": clean(entry.asked)[:LONGEST_ASKED],
    }


def _of_session(session: Any, name: str) -> list[Entry]:
    rows: list[dict[str, str]] = session.get(name, [])
    return [Entry(Kind(row["kind"]), UUID(row["record"]), row["note"], row["asked"]) for row in rows]
