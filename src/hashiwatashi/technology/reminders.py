"""Asking after seeds that have not moved for half a year (R-31)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.notices.actions import tell
from hashiwatashi.notices.kinds import SEED_UNMOVED
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Account, Membership
from hashiwatashi.technology.models import Seed
from hashiwatashi.technology.querysets import STILL
from hashiwatashi.technology.rules import EDITORS


def ask_after_unmoved(*, day: date, by: Actor) -> int:
    """Tell those who may change a seed, and the organisation's coordinators, that it has not moved for 180 days.

    Once for every 180 days that it stands still, so that it can be called at any time and as often as one likes.
    Returns how many were told.
    """
    people = _people_on(day)
    waiting = Seed.objects.unmoved_on(day).filter(owner__in=list(people)).order_by("pk")
    told = 0
    for seed in waiting:
        since = seed.moved_on or seed.created_at.date()
        times = (day - since) // STILL
        values = {"title": seed.title[:200]}
        told += tell(people[seed.owner_id], SEED_UNMOVED, by=by, about=seed.uid, once=f"{since}:{times}", **values)
    return told


def _people_on(day: date) -> dict[int | None, list[Account]]:
    """Who is asked, by the key of the organisation."""
    found: dict[int | None, list[Account]] = defaultdict(list)
    roles = (*EDITORS, Role.COORDINATOR)
    members = Membership.objects.able_to_act_on(day).filter(role__in=roles)
    for membership in members.select_related("account"):
        found[membership.organisation_id].append(membership.account)
    return found
