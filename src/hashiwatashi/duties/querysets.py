"""Words for reading role declarations."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db.models import Q

from hashiwatashi.common.doors import everybody, owners
from hashiwatashi.common.effective import in_force
from hashiwatashi.common.querysets import DoorQuerySet
from hashiwatashi.duties.enums import DutyStage

if TYPE_CHECKING:
    from hashiwatashi.duties.models import Duty, Field, Target  # noqa: F401

_PUBLISHED = Q(stage=DutyStage.PUBLISHED)


class FieldQuerySet(DoorQuerySet["Field"]):
    DOOR = everybody

    def in_force_on(self, day: date) -> Self:
        return self.filter(in_force(day))

    def for_lists(self) -> Self:
        return self.select_related("owner")


class DutyQuerySet(DoorQuerySet["Duty"]):
    # Drafts and what was withdrawn are for the organisation's own people.
    DOOR = everybody.while_(_PUBLISHED, lambda duty: duty.stage == DutyStage.PUBLISHED) | owners()

    def published_on(self, day: date) -> Self:
        return self.filter(_PUBLISHED).filter(in_force(day))

    def for_lists(self) -> Self:
        return self.select_related("owner__prefecture").prefetch_related(
            "fields", "prefectures", "municipalities__prefecture"
        )


class TargetQuerySet(DoorQuerySet["Target"]):
    DOOR = everybody

    def in_force_on(self, day: date) -> Self:
        return self.filter(in_force(day))

    def for_lists(self) -> Self:
        return self.select_related("owner", "field")
