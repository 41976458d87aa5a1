"""Words for reading organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from hashiwatashi.common.doors import everybody
from hashiwatashi.common.folding import name_key
from hashiwatashi.common.querysets import DoorQuerySet
from hashiwatashi.organisations.enums import OrganisationKind, OrganisationStatus

if TYPE_CHECKING:
    from hashiwatashi.organisations.models import Organisation  # noqa: F401


class OrganisationQuerySet(DoorQuerySet["Organisation"]):
    """Organisations are public records; a need's owner is hidden in `needs`, not here."""

    DOOR = everybody

    def active(self) -> Self:
        return self.filter(status=OrganisationStatus.ACTIVE)

    def providers(self) -> Self:
        """Those that offer something to firms."""
        return self.exclude(kind=OrganisationKind.FIRM)

    def named(self, name: str) -> Self:
        """Whose present or former name is this one, spelling variants folded."""
        key = name_key(name)
        return self.filter(models.Q(name_key=key) | models.Q(names__name_key=key)).distinct()

    def for_lists(self) -> Self:
        return self.select_related("prefecture", "municipality", "successor")
