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

    def firms(self) -> Self:
        return self.filter(kind=OrganisationKind.FIRM)

    def named(self, name: str) -> Self:
        """Whose present or former name is this one, spelling variants folded."""
        key = name_key(name)
        return self.filter(models.Q(name_key=key) | models.Q(names__name_key=key)).distinct()

    def matching_name(self, text: str) -> Self:
        """Whose present or former name contains this one, variants folded: those that exist and equal names first."""
        key = name_key(text)
        if not key:
            return self.none()
        named = models.Q(name_key__contains=key) | models.Q(names__name_key__contains=key)
        is_equal = models.Case(models.When(name_key=key, then=0), default=1)
        return (
            self.filter(named).distinct().annotate(is_equal=is_equal).order_by("status", "is_equal", "name_key", "pk")
        )

    def for_lists(self) -> Self:
        return self.select_related("prefecture", "municipality", "successor")
