"""Words for reading long work."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

from hashiwatashi.common.visitors import Visitor

if TYPE_CHECKING:
    from hashiwatashi.work.models import Work  # noqa: F401


class WorkQuerySet(models.QuerySet["Work"]):
    def visible_to(self, visitor: Visitor) -> Self:
        """Its owner's, and everything for whoever runs the installation."""
        if not visitor.is_authenticated:
            return self.none()
        return self if getattr(visitor, "is_superuser", False) else self.filter(account=visitor)

    def untouched_since(self, moment: datetime) -> Self:
        return self.filter(updated_at__lt=moment)

    def for_lists(self) -> Self:
        """Without what only the work's own page tells, which can be long."""
        return self.select_related("account").defer("parameters", "report")
