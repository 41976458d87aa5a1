"""Words for reading what firms told of themselves; it is confidential."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models

from hashiwatashi.common.doors import owners, supervisors
from hashiwatashi.common.effective import in_force
from hashiwatashi.common.querysets import DoorQuerySet

if TYPE_CHECKING:
    from hashiwatashi.firms.models import FirmAssessment, FirmProfile, Officer, ShareHolding  # noqa: F401

M = TypeVar("M", bound=models.Model)


class ConfidentialQuerySet(DoorQuerySet[M]):
    # Who holds a firm is its own affair: nobody else reads it, whoever runs the installation included.
    DOOR = owners() | supervisors()


class EntryQuerySet(ConfidentialQuerySet[M]):
    """What was told and can be withdrawn."""

    def standing(self) -> Self:
        """Without what was withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def for_lists(self) -> Self:
        return self.select_related("owner")


class FirmProfileQuerySet(EntryQuerySet["FirmProfile"]):
    def told_by(self, day: date) -> Self:
        """What stands and had begun by a day, the one that holds on it first."""
        return self.standing().filter(since__lte=day).order_by("owner", "-since", "-pk")


class ShareHoldingQuerySet(EntryQuerySet["ShareHolding"]):
    def in_force_on(self, day: date) -> Self:
        return self.standing().filter(in_force(day))

    def for_lists(self) -> Self:
        return self.select_related("owner", "holder")


class OfficerQuerySet(EntryQuerySet["Officer"]):
    def in_force_on(self, day: date) -> Self:
        return self.standing().filter(in_force(day))

    def for_lists(self) -> Self:
        return self.select_related("owner", "serves")


class FirmAssessmentQuerySet(ConfidentialQuerySet["FirmAssessment"]):
    def current(self) -> Self:
        """Those that no later one has superseded: one for each firm and rule set."""
        return self.filter(superseded_by__isnull=True)

    def for_lists(self) -> Self:
        return self.select_related("owner", "superseded_by")
