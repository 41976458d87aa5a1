"""Words for reading policy measures."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Q, QuerySet

from hashiwatashi.common.calendar import fiscal_year
from hashiwatashi.common.doors import disclosed, parties
from hashiwatashi.common.querysets import DoorQuerySet
from hashiwatashi.regions.enums import MeasureStage

if TYPE_CHECKING:
    from hashiwatashi.regions.models import Measure  # noqa: F401


def _taking_part(organisations: frozenset[int]) -> QuerySet[Any, Any]:
    from hashiwatashi.regions.models import MeasurePartner  # the table stands on this module

    return MeasurePartner.objects.filter(organisation__in=organisations).values("measure")


def overdue(day: date) -> Q:
    """The condition of `MeasureQuerySet.overdue_on`, to be put beside others."""
    return Q(stage__in=(MeasureStage.PLANNED, MeasureStage.RUNNING), fiscal_year__lt=fiscal_year(day))


class MeasureQuerySet(DoorQuerySet["Measure"]):
    # Partners see what the lead has not published yet.
    DOOR = disclosed() | parties(
        _taking_part, lambda measure: [part.organisation_id for part in measure.partnerships.all()]
    )

    def overdue_on(self, day: date) -> Self:
        """Neither done nor dropped when its fiscal year has ended."""
        return self.filter(overdue(day))

    def for_lists(self) -> Self:
        return self.select_related("owner__prefecture").prefetch_related("partnerships__organisation")
