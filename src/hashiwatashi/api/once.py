"""What is sent again with the same ``Idempotency-Key`` is stored once: afterwards, and at the very same moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError

from hashiwatashi.common.errors import DomainError
from hashiwatashi.reservations.obstacles import CannotReserve

R = TypeVar("R")


def once(key: UUID | None, act: Callable[[], R]) -> R:
    """What ``act`` gives, which looks first for what an earlier request with its ``key`` stored.

    Of two at the same moment neither finds anything, and the database or a check refuses the second when the first
    has stored it. It then looks once more, and gives what the first gave; where that is not there, the refusal
    stands. Nothing of a refused act is stored.
    """
    try:
        return act()
    except CannotReserve:
        raise  # asked under the locks already, after those with the same key
    except (IntegrityError, DomainError):
        if key is None:
            raise
        return act()
