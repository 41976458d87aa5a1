"""Our own export coming back, edited in a spreadsheet: each row is the record whose identifier it bears.

Unlike lists from elsewhere it is taken by the letter: nothing is taken apart, inferred or completed, so that what was
not edited is unchanged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from hashiwatashi.common.enums import Disclosure
from hashiwatashi.common.folding import fold, name_key
from hashiwatashi.equipment.enums import ExternalUse, OperatingStatus
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.exchange.errors import Rejected
from hashiwatashi.exchange.planning import Plan, Wanted, chunks, one_for_each_key, settle
from hashiwatashi.exchange.reading.sheet import Row
from hashiwatashi.exchange.tables.base import Scope, understand
from hashiwatashi.exchange.tables.equipment import values
from hashiwatashi.exchange.tables.equipment.classes import Classes
from hashiwatashi.exchange.tables.equipment.prefectures import code_of

_LITERAL = ("department", "place", "fee_note", "external_use_terms")
_CHOICES: dict[str, type[models.TextChoices]] = {
    "external_use": ExternalUse,
    "status": OperatingStatus,
    "disclosure": Disclosure,
}


def told_apart(rows: Sequence[Row]) -> tuple[dict[str, Equipment], list[Row], list[Row]]:
    """The stored records that rows bear the identifier of, the rows that do, and all others.

    Others are taken as a list from elsewhere: their column of that name says something of its own, or they come from
    another installation.
    """
    stored = _stored(rows)
    own = [row for row in rows if row.text("uid").lower() in stored]
    return stored, own, [row for row in rows if row.text("uid").lower() not in stored]


def plan_returning(
    rows: Sequence[Row], stored: Mapping[str, Equipment], scope: Scope, plan: Plan, classes: Classes
) -> None:
    """Add the verdict on each row that bears the identifier of a ``stored`` record to the plan."""

    def wanted(row: Row) -> Wanted:
        record = stored[row.text("uid").lower()]
        scope.check(record.owner, "uid", row.text("uid"))
        if row.text("owner") and name_key(row.text("owner")) != name_key(record.owner.name):
            text = _("This record belongs to %(name)s. An import moves no record to another organisation.")
            raise Rejected("owner", row.text("owner"), text % {"name": record.owner.name})
        return Wanted(row, str(record.uid), _values(row, classes))

    single = one_for_each_key(understand(rows, wanted, plan), plan)
    settle(single, stored, plan, lambda item: Equipment())


def _stored(rows: Sequence[Row]) -> dict[str, Equipment]:
    """The records that the rows name, by identifier; what is no identifier names none."""
    wanted = {row.text("uid").lower() for row in rows if _is_identifier(row.text("uid"))}
    found: dict[str, Equipment] = {}
    for some in chunks(wanted):
        records = Equipment.objects.filter(uid__in=some).select_related("owner", "equipment_class")
        found.update({str(record.uid): record for record in records})
    return found


def _is_identifier(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


def _values(row: Row, classes: Classes) -> dict[str, Any]:
    found = values.own_values(row)
    # What a foreign list says of conditions in its yes or no is not said here.
    found.pop("external_use_terms", None)
    found |= {name: row.text(name) for name in _LITERAL if row.has(name)}
    found |= {name: choice(name, row.text(name)) for name in _CHOICES if row.has(name)}
    if row.has("prefecture"):
        found["prefecture_id"] = code_of("prefecture", row.text("prefecture"))
    if row.has("class_large"):
        names = (row.text("class_large"), row.text("class_small"))
        found["equipment_class"] = classes.named(names if names[0] else None)
    return found


def choice(field: str, text: str) -> str:
    """The stored value of a choice, given as itself or as people read it in either language. Raises `Rejected`."""
    choices = _CHOICES[field]
    known = {fold(value): value for value in choices.values}
    known |= {label: str(member.value) for label, member in values.labels_of(choices).items()}
    if fold(text) not in known:
        allowed = ", ".join(str(member.label) for member in choices)
        raise Rejected(field, text, _("This must be one of: %(allowed)s.") % {"allowed": allowed})
    return known[fold(text)]
