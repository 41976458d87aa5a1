"""Words for reading needs. What a visitor may see of one is decided in `needs.disclosure`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from hashiwatashi.common.querysets import disclosed_to
from hashiwatashi.common.visitors import Visitor
from hashiwatashi.needs.enums import NeedKind

if TYPE_CHECKING:
    from hashiwatashi.needs.models import Need  # noqa: F401


class NeedQuerySet(models.QuerySet["Need"]):
    def visible_to(self, visitor: Visitor) -> Self:
        return self.filter(disclosed_to(visitor))

    def published_themes(self) -> Self:
        return self.filter(kind=NeedKind.PUBLISHED_THEME)

    def for_lists(self) -> Self:
        return self.select_related("owner__prefecture")
