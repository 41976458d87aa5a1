"""Words for reading bags; nobody but the account itself reads its own, operators included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from hashiwatashi.common.visitors import Visitor
from hashiwatashi.people.models import Account

if TYPE_CHECKING:
    from hashiwatashi.bags.models import Bag, BagItem  # noqa: F401


class BagQuerySet(models.QuerySet["Bag"]):
    def visible_to(self, visitor: Visitor) -> Self:
        """The visitor's own bags."""
        return self.filter(account=visitor) if isinstance(visitor, Account) else self.none()

    def in_use(self) -> Self:
        """The one that new records are put into."""
        return self.filter(is_current=True)

    def with_counts(self) -> Self:
        """With how many records each holds, as ``number``."""
        return self.annotate(number=models.Count("items"))

    def for_lists(self) -> Self:
        """As pages show them."""
        return self


class BagItemQuerySet(models.QuerySet["BagItem"]):
    def visible_to(self, visitor: Visitor) -> Self:
        """What is in the visitor's own bags."""
        return self.filter(bag__account=visitor) if isinstance(visitor, Account) else self.none()
