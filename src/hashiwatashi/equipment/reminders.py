"""Reminding owners of entries that nobody has confirmed for a year (R-05)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import Count

from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.equipment.rules import EDITORS
from hashiwatashi.notices.actions import tell
from hashiwatashi.notices.kinds import EQUIPMENT_UNCONFIRMED
from hashiwatashi.notices.models import Notice
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account, Membership


def remind_of_unconfirmed(*, day: date, by: Actor) -> int:
    """Tell those who may change an organisation's equipment how much of it waits; returns how many were told.

    Once a month for each organisation, so that it can be called at any time and as often as one likes.
    """
    month = f"{day:%Y-%m}"
    editors = _editors_on(day)
    waiting = sorted(set(editors) - _told(month), key=lambda owner: owner.pk)
    unconfirmed = Equipment.objects.filter(owner__in=waiting).not_retired().unverified_on(day)
    counts = dict(unconfirmed.values_list("owner").annotate(Count("pk")).order_by())
    told = 0
    for owner in waiting:
        if count := counts.get(owner.pk):
            values = {"count": count, "organisation": owner.name}
            told += tell(editors[owner], EQUIPMENT_UNCONFIRMED, by=by, about=owner.uid, once=month, **values)
    return told


def _editors_on(day: date) -> dict[Organisation, list[Account]]:
    """Who may change the equipment of which organisation."""
    found = defaultdict(list)
    members = Membership.objects.able_to_act_on(day).filter(role__in=EDITORS)
    for membership in members.select_related("account", "organisation"):
        found[membership.organisation].append(membership.account)
    return found


def _told(month: str) -> set[Organisation]:
    """The organisations that were reminded this month already."""
    uids = Notice.objects.filter(kind=EQUIPMENT_UNCONFIRMED.code, key__endswith=f":{month}").values("about")
    return set(Organisation.objects.filter(uid__in=uids))
