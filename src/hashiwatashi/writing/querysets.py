"""Words for reading what is not sent yet. Nobody but the account itself reads its drafts, operators included; ready
texts are their institution's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from hashiwatashi.common.doors import owners
from hashiwatashi.common.querysets import DoorQuerySet
from hashiwatashi.common.visitors import Visitor
from hashiwatashi.people.models import Account

if TYPE_CHECKING:
    from hashiwatashi.writing.models import QuestionDraft, ReadyText  # noqa: F401


class QuestionDraftQuerySet(models.QuerySet["QuestionDraft"]):
    def visible_to(self, visitor: Visitor) -> Self:
        """The visitor's own drafts."""
        return self.filter(account=visitor) if isinstance(visitor, Account) else self.none()

    def for_lists(self) -> Self:
        """As pages show them."""
        return self


class ReadyTextQuerySet(DoorQuerySet["ReadyText"]):
    DOOR = owners("owner")

    def in_use(self) -> Self:
        return self.filter(archived_at=None)

    def for_lists(self) -> Self:
        return self.select_related("owner")
