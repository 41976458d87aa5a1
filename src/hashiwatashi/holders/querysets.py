"""Words for reading who looks after what: the people of the organisation, nobody else."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from hashiwatashi.common.doors import owners
from hashiwatashi.common.effective import in_force
from hashiwatashi.common.querysets import DoorQuerySet
from hashiwatashi.people.models import Membership

if TYPE_CHECKING:
    from hashiwatashi.holders.models import Handover, Holding  # noqa: F401


class HoldingQuerySet(DoorQuerySet["Holding"]):
    DOOR = owners("organisation")

    def in_force_on(self, day: date) -> Self:
        return self.filter(in_force(day))

    def from_day(self, day: date) -> Self:
        """In force on the day, or later."""
        return self.filter(models.Q(until__isnull=True) | models.Q(until__gt=day))

    def for_lists(self) -> Self:
        return self.select_related("account", "organisation")


class HandoverQuerySet(DoorQuerySet["Handover"]):
    DOOR = owners("organisation")

    def cases_due_on(self, day: date) -> Self:
        """Those whose open consultations are to pass by a day, in the order in which they do; with somebody who has
        left before the day that was named they pass at once."""
        here = Membership.objects.filter(
            in_force(day), account=OuterRef("giver"), organisation=OuterRef("organisation")
        )
        due = Q(cases_due__lte=day) | (Q(cases_due__isnull=False) & ~Exists(here))
        return self.filter(due, undone_at=None).order_by("cases_due", "pk")

    def for_lists(self) -> Self:
        return self.select_related("organisation", "giver", "receiver", "made_by")
