"""Words for reading joint-research plans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from hashiwatashi.common.doors import owners
from hashiwatashi.common.querysets import DoorQuerySet

if TYPE_CHECKING:
    from hashiwatashi.plans.models import Plan  # noqa: F401


class PlanQuerySet(DoorQuerySet["Plan"]):
    # The people of both sides; how much of it the institution reads depends on the firm's consent, see `reading`.
    DOOR = owners("firm") | owners("institution")

    def between(self, organisations: frozenset[int]) -> Self:
        """Those in which one of some organisations takes part."""
        return self.filter(firm__in=organisations) | self.filter(institution__in=organisations)

    def for_lists(self) -> Self:
        return self.select_related("firm", "institution")
