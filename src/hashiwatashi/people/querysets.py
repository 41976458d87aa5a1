"""Words for reading people."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models

from hashiwatashi.common.doors import disclosed
from hashiwatashi.common.effective import in_force
from hashiwatashi.common.querysets import DoorQuerySet

if TYPE_CHECKING:
    from hashiwatashi.people.models import Expert, Membership  # noqa: F401


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_force_on(self, day: date) -> Self:
        return self.filter(in_force(day))

    def able_to_act_on(self, day: date) -> Self:
        """Those in force whose accounts may sign in."""
        return self.in_force_on(day).filter(account__is_active=True)


class ExpertQuerySet(DoorQuerySet["Expert"]):
    DOOR = disclosed("organisation")

    def in_office_on(self, day: date) -> Self:
        return self.filter(in_force(day))

    def for_lists(self) -> Self:
        return self.select_related("person", "organisation__prefecture").prefetch_related("areas")
