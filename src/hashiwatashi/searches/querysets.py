"""Words for reading saved searches; nobody but the account itself reads its own, operators included."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

from hashiwatashi.common.visitors import Visitor
from hashiwatashi.people.models import Account

if TYPE_CHECKING:
    from hashiwatashi.searches.models import SavedSearch  # noqa: F401


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def visible_to(self, visitor: Visitor) -> Self:
        """The visitor's own searches."""
        return self.filter(account=visitor) if isinstance(visitor, Account) else self.none()

    def due(self, *, before: datetime) -> Self:
        """Those to look after: watched, of people who may sign in, and not looked at since; the longest due first."""
        is_due = models.Q(looked_at__isnull=True) | models.Q(looked_at__lt=before)
        oldest = models.F("looked_at").asc(nulls_first=True)
        return self.filter(is_due, is_watched=True, account__is_active=True).order_by(oldest, "pk")

    def for_lists(self) -> Self:
        """As pages show them, without what only the daily look needs."""
        return self.select_related("home").defer("seen")
