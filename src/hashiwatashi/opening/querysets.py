"""Words for reading units, rules of use and special days."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Self

from django.db.models import Q

from hashiwatashi.common.doors import PUBLIC, Door
from hashiwatashi.common.effective import in_force
from hashiwatashi.common.querysets import DoorQuerySet
from hashiwatashi.common.visitors import Visitor
from hashiwatashi.equipment.models import Equipment

if TYPE_CHECKING:
    from hashiwatashi.opening.models import SpecialDay, Unit, UseRules  # noqa: F401


def _of_seen_equipment(visitor: Visitor) -> Q:
    return Q(equipment__in=Equipment.objects.visible_to(visitor).values("pk"))


def _of_all_or_seen(visitor: Visitor) -> Q:
    return Q(equipment__isnull=True) | _of_seen_equipment(visitor)


# "What is needed" is told before anybody signs in; what is said of one instrument, to whoever may see that.
_RULES = Door(_of_all_or_seen, lambda record: (PUBLIC,))


class UnitQuerySet(DoorQuerySet["Unit"]):
    # Whoever may see the equipment.
    DOOR = Door(_of_seen_equipment, lambda unit: (PUBLIC,))

    def in_force_on(self, day: date) -> Self:
        return self.filter(in_force(day))

    def of(self, equipment: Collection[int]) -> Self:
        return self.filter(equipment__in=equipment)

    def for_lists(self) -> Self:
        return self.select_related("equipment__owner__prefecture", "equipment__equipment_class")


class UseRulesQuerySet(DoorQuerySet["UseRules"]):
    DOOR = _RULES

    def meeting(self, since: date, until: date) -> Self:
        """Those that hold on some day from ``since`` until before ``until``."""
        return self.filter(since__lt=until).filter(Q(until__isnull=True) | Q(until__gt=since))

    def of(self, owners: Collection[int], equipment: Collection[int]) -> Self:
        """Those of some institutions, and of some instruments of theirs."""
        return self.filter(owner__in=owners).filter(Q(equipment__isnull=True) | Q(equipment__in=equipment))

    def for_lists(self) -> Self:
        return self.select_related("owner", "equipment")


class SpecialDayQuerySet(DoorQuerySet["SpecialDay"]):
    DOOR = _RULES

    def standing(self) -> Self:
        return self.filter(is_cancelled=False)

    def meeting(self, since: date, until: date) -> Self:
        """Those that may hold on some day from ``since`` until before ``until``."""
        return self.filter(Q(is_yearly=True, day__lt=until) | Q(day__gte=since, day__lt=until))

    def of(self, owners: Collection[int], equipment: Collection[int]) -> Self:
        """Those of some institutions, and of some instruments of theirs."""
        return self.filter(owner__in=owners).filter(Q(equipment__isnull=True) | Q(equipment__in=equipment))

    def for_lists(self) -> Self:
        return self.select_related("owner", "equipment")
