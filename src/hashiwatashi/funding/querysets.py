"""Words for reading calls."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db.models import Q

from hashiwatashi.common.doors import everybody
from hashiwatashi.common.querysets import DoorQuerySet

if TYPE_CHECKING:
    from hashiwatashi.funding.models import Call  # noqa: F401


class CallQuerySet(DoorQuerySet["Call"]):
    """Calls are published; drafts come with the rules of a call (M08)."""

    DOOR = everybody

    def open_at(self, moment: datetime) -> Self:
        started = Q(opens_at__isnull=True) | Q(opens_at__lte=moment)
        return self.filter(started & (Q(closes_at__isnull=True) | Q(closes_at__gt=moment)))

    def for_lists(self) -> Self:
        return self.select_related("funder__prefecture").prefetch_related("areas")
