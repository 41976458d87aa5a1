"""Notices of consultations that whoever was told can open no more, since a role has ended: they wait for nobody."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from hashiwatashi.consultations.models import Consultation, Handoff
from hashiwatashi.notices.kinds import KINDS
from hashiwatashi.notices.models import Notice
from hashiwatashi.people.models import Account, Membership

_CODES = tuple(code for code, kind in KINDS.items() if kind.leads_to == "consultation-detail")
# Whoever looked after it may have been away; who left before that has been seen to.
_LATELY = timedelta(days=30)


def closed_to(account: Account) -> Q:
    """The notices that lead the account to nothing: neither to a consultation, nor to why it is offered no more."""
    seen = Consultation.objects.visible_to(account).values("uid")
    ended = Handoff.objects.ended().filter(receiver__in=account.current_desk_ids).values("consultation__uid")
    return Q(kind__in=_CODES) & ~Q(about__in=seen) & ~Q(about__in=ended)


def put_away(*, day: date) -> int:
    """Count those as read of whoever has lost a role of late; returns how many. No mail tells of them either."""
    ended = Membership.objects.filter(until__lte=day, until__gt=day - _LATELY)
    unread = Notice.objects.unread().filter(kind__in=_CODES, account__in=ended.values("account"))
    put = 0
    for account in Account.objects.filter(pk__in=unread.values("account")).order_by("pk"):
        put += Notice.objects.visible_to(account).unread().filter(closed_to(account)).update(read_at=timezone.now())
    return put
