"""Going through the unconfirmed entries of a filter one by one: which is the next, and how far one is.

A walk stands in the address of an entry: ``?desk=unconfirmed`` and the rest of the desk's view. ``done`` is how many
were confirmed on the way, because those have left the filter.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from hashiwatashi.equipment.models import Equipment
from hashiwatashi.equipment.querysets import IN_USE, unverified
from hashiwatashi.people.models import Account
from hashiwatashi.web.desk.listing import SORTS, View, changeable_by

_MOST_DONE = 9999


@dataclass(frozen=True, slots=True)
class Walk:
    """Where somebody stands: at entry ``place`` of ``total``, before ``following`` if there is one more."""

    view: View
    done: int
    index: int
    remaining: int
    following: UUID | None

    @property
    def place(self) -> int:
        return self.done + self.index + 1

    @property
    def total(self) -> int:
        return self.done + self.remaining

    @property
    def query(self) -> str:
        """What the addresses of this entry's pages need to stay in the walk."""
        return self._query(self.done)

    @property
    def desk(self) -> str:
        """The desk as it was looked at."""
        return f"{reverse('desk-equipment')}{self.view.address()}"

    @property
    def skipping(self) -> str:
        """The next entry without confirming this one; the desk where there is none."""
        return self._following(self.done)

    @property
    def confirmed(self) -> str:
        """The next entry once this one is confirmed; the desk where there is none."""
        return self._following(self.done + 1)

    def _following(self, done: int) -> str:
        if self.following is None:
            return self.desk
        return f"{reverse('equipment-detail', args=[self.following])}{self._query(done)}"

    def _query(self, done: int) -> str:
        return self.view.address(show="desk", done=done or "")


def walk_at(request: HttpRequest, record: Equipment) -> Walk | None:
    """The walk that the address stands in, at ``record``; None where there is none, or it is not one's to change."""
    account = request.user
    if "desk" not in request.GET or not isinstance(account, Account):
        return None
    view, done = View.asked(request.GET, show="desk"), request.GET.get("done", "")
    waiting = view.holds() & view.words() & IN_USE & unverified(timezone.localdate())
    found = changeable_by(account).filter(waiting | Q(pk=record.pk)).order_by(*SORTS[view.sort].order)
    uids = list(found.values_list("uid", flat=True))
    if record.uid not in uids:
        return None
    index = uids.index(record.uid)
    following = uids[index + 1] if index + 1 < len(uids) else None
    passed = min(int(done), _MOST_DONE) if done.isdecimal() and len(done) < 6 else 0
    return Walk(view, passed, index, len(uids), following)
