"""Words for reading joint-research plans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db.models import Exists, OuterRef

from hashiwatashi.common.doors import owners
from hashiwatashi.common.querysets import DoorQuerySet
from hashiwatashi.plans.enums import PlanStage

if TYPE_CHECKING:
    from hashiwatashi.plans.models import Plan  # noqa: F401


class PlanQuerySet(DoorQuerySet["Plan"]):
    # The people of both sides; how much of it the institution reads depends on the firm's consent, see `reading`.
    DOOR = owners("firm") | owners("institution")

    def between(self, organisations: frozenset[int]) -> Self:
        """Those in which one of some organisations takes part."""
        return self.filter(firm__in=organisations) | self.filter(institution__in=organisations)

    def to_agree(self, firms: frozenset[int]) -> Self:
        """Those whose newest version some firms have not agreed to yet."""
        agreement = apps.get_model("hashiwatashi", "Agreement")
        newest = {"edition__plan": OuterRef("pk"), "edition__number": OuterRef("latest")}
        agreed = agreement._default_manager.filter(organisation=OuterRef("firm"), **newest)
        return self.filter(~Exists(agreed), firm__in=firms, stage=PlanStage.PROPOSED)

    def for_lists(self) -> Self:
        return self.select_related("firm", "institution")
