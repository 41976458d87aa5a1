"""The term of a post or a promise, as lists write it: with its last day, not the day after."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from hashiwatashi.exchange.errors import Rejected
from hashiwatashi.exchange.reading import dates
from hashiwatashi.exchange.reading.sheet import Row


def term(row: Row) -> dict[str, Any]:
    """``since`` and ``until`` (half-open) as far as the row says; without a first day none is set.

    Raises `Rejected` for days that cannot be read and for an end before the beginning.
    """
    since = dates.day("since", row.text("since")) if row.has("since") else None
    last = dates.day("until", row.text("until")) if row.has("until") else None
    if since and last and last < since:
        raise Rejected("until", row.text("until"), _("It ends before it begins."))
    values: dict[str, Any] = {"since": since} if since else {}
    if row.has("until"):
        values["until"] = last + timedelta(days=1) if last else None
    return values
