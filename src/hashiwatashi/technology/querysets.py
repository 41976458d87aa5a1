"""Words for reading seeds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Self

from django.db.models import Q

from hashiwatashi.common.doors import disclosed
from hashiwatashi.common.querysets import DoorQuerySet

if TYPE_CHECKING:
    from hashiwatashi.technology.models import Seed  # noqa: F401


#: A seed that has not moved for so long is asked about.
STILL = timedelta(days=180)


class SeedQuerySet(DoorQuerySet["Seed"]):
    DOOR = disclosed()

    def unmoved_on(self, day: date) -> Self:
        """Those with an owner whose readiness, milestone and obstacle have not changed for `STILL` (R-31)."""
        still = day - STILL
        moved = Q(moved_on__lte=still) | Q(moved_on__isnull=True, created_at__date__lte=still)
        return self.filter(moved, owner__isnull=False)

    def for_lists(self) -> Self:
        return self.select_related("owner__prefecture", "researcher")
