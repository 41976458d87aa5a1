"""Words for reading the catalogue of equipment."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import TYPE_CHECKING, Self

from django.db.models import Q

from hashiwatashi.common.doors import disclosed
from hashiwatashi.common.querysets import DoorQuerySet
from hashiwatashi.equipment.enums import USABLE, OperatingStatus

if TYPE_CHECKING:
    from hashiwatashi.equipment.models import Equipment  # noqa: F401

# what nobody has confirmed for more than a year is flagged from day 366 on.
VERIFICATION_LASTS = timedelta(days=365)


IN_USE = ~Q(status=OperatingStatus.RETIRED)


def unverified(day: date) -> Q:
    """Never confirmed, or more than a year before ``day``."""
    return Q(verified_on__isnull=True) | Q(verified_on__lt=day - VERIFICATION_LASTS)


class EquipmentQuerySet(DoorQuerySet["Equipment"]):
    DOOR = disclosed()

    def not_retired(self) -> Self:
        return self.filter(IN_USE)

    def of_owners(self, owners: Collection[int]) -> Self:
        return self.filter(owner__in=owners)

    def open_to_outsiders(self) -> Self:
        return self.filter(external_use__in=USABLE)

    def confirmed_on(self, day: date) -> Self:
        """Confirmed within the year before."""
        return self.filter(verified_on__gte=day - VERIFICATION_LASTS)

    def unverified_on(self, day: date) -> Self:
        """Never confirmed, or more than a year ago."""
        return self.filter(unverified(day))

    def for_lists(self) -> Self:
        return self.select_related("owner__prefecture", "prefecture", "equipment_class")
