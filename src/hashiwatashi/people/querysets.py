"""Words for reading people."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from hashiwatashi.common.doors import disclosed
from hashiwatashi.common.querysets import DoorQuerySet

if TYPE_CHECKING:
    from hashiwatashi.people.models import Expert, Membership  # noqa: F401


def _in_force(day: date) -> Q:
    return Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gt=day))


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_force_on(self, day: date) -> Self:
        return self.filter(_in_force(day))


class ExpertQuerySet(DoorQuerySet["Expert"]):
    DOOR = disclosed("organisation")

    def in_office_on(self, day: date) -> Self:
        return self.filter(_in_force(day))

    def for_lists(self) -> Self:
        return self.select_related("person", "organisation__prefecture").prefetch_related("areas")
