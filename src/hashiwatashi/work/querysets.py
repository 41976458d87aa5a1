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
        """Its owner's; whoever runs the installation sees that there is work and may stop it, not what it made."""
        if not visitor.is_authenticated:
            return self.none()
        return self if getattr(visitor, "is_superuser", False) else self.filter(account=visitor)

    def of_account(self, visitor: Visitor) -> Self:
        """Its owner's alone: what work made may hold what only its owner may read."""
        return self.filter(account=visitor) if visitor.is_authenticated else self.none()

    def untouched_since(self, moment: datetime) -> Self:
        return self.filter(updated_at__lt=moment)

    def for_lists(self) -> Self:
        """Without what only the work's own page tells, which can be long."""
        return self.select_related("account").defer("parameters", "report")
