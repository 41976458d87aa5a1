"""The one door through which records are read."""

from __future__ import annotations

from typing import TypeVar

from django.db import models

from hashiwatashi.common.enums import Disclosure
from hashiwatashi.common.visitors import Visitor, organisation_ids

M = TypeVar("M", bound=models.Model)


def disclosed_to(visitor: Visitor, *, owner: str = "owner") -> models.Q:
    """The condition under which a record with a disclosure class may be seen by ``visitor``.

    ``owner`` is the path from the record to the organisation that owns it.
    """
    seen = models.Q(disclosure=Disclosure.PUBLIC)
    if not visitor.is_authenticated:
        return seen
    own = models.Q(**{f"{owner}__in": organisation_ids(visitor)})
    members = models.Q(disclosure=Disclosure.MEMBERS) if organisation_ids(visitor) else models.Q()
    return seen | own | members
