"""Words for reading notices; nobody but the account itself reads its inbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from hashiwatashi.common.visitors import Visitor
from hashiwatashi.notices.kinds import mailed_codes
from hashiwatashi.people.models import Account

if TYPE_CHECKING:
    from hashiwatashi.notices.models import Notice, NoticePreference  # noqa: F401


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, visitor: Visitor) -> Self:
        """The visitor's own inbox; operators see no other one either."""
        return self.filter(account=visitor) if isinstance(visitor, Account) else self.none()

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def for_digest(self) -> Self:
        """What a digest would tell: unread, told by no mail yet, and of a kind that may stand in a mail."""
        return self.unread().filter(mailed_at__isnull=True, kind__in=mailed_codes())

    def unread_first(self) -> Self:
        """Unread ones first, within each half the newest first."""
        is_read = models.Case(models.When(read_at__isnull=True, then=0), default=1)
        return self.order_by(is_read, "-created_at", "-pk")


class NoticePreferenceQuerySet(models.QuerySet["NoticePreference"]):
    def of(self, account: Account) -> NoticePreference:
        """How an account wants to be told; the unstored default where it never said."""
        return self.filter(account=account).first() or self.model(account=account)
