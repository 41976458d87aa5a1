"""Values that hold from one day until before another: names, roles, terms, and the rules that will carry dates.

Half-open, like `calendar.Span`; an unknown beginning means "as far back as is known", no end means "still".
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol, TypeVar

from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext as _


class Effective(Protocol):
    """Something with the two days."""

    @property
    def since(self) -> date | None: ...
    @property
    def until(self) -> date | None: ...


T = TypeVar("T", bound=Effective)


def in_force(day: date) -> Q:
    """The condition under which a row holds on ``day``."""
    return (Q(since__isnull=True) | Q(since__lte=day)) & (Q(until__isnull=True) | Q(until__gt=day))


def holding(rows: Iterable[T], day: date) -> T | None:
    """Of some loaded rows the one that holds on ``day``; of several the one that began last, None where none does.

    A row without any day says nothing of when it held, and is passed over.
    """
    dated = (row for row in rows if row.since or row.until)
    held = [row for row in dated if (row.since or date.min) <= day and (row.until is None or day < row.until)]
    return max(held, key=lambda row: row.since or date.min, default=None)


class _Ordered(CheckConstraint):
    """A check constraint in the database that is told in words."""

    def get_violation_error_message(self) -> str:
        return _("The last day must not be before the first.")

    def deconstruct(self) -> Any:
        _path, args, kwargs = super().deconstruct()
        return "django.db.models.CheckConstraint", args, kwargs


def dates_ordered(table: str, *, since_is_known: bool = True) -> CheckConstraint:
    """The constraint that whatever holds holds for at least a day."""
    condition = Q(until__isnull=True) | Q(since__lt=F("until"))
    if not since_is_known:
        condition = Q(since__isnull=True) | condition
    return _Ordered(condition=condition, name=f"{table}_dates_ordered")
