"""The change history of a need, from the audit trail, and how to take a change back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.functional import Promise

from hashiwatashi.common.audit.events import events
from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.needs.models import Need
from hashiwatashi.web import formats


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after, as people read it."""

    label: str | Promise
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the history; ``restorable`` are the stored values that taking it back would set again."""

    number: int
    at: datetime
    event: str
    fields: tuple[FieldChange, ...]
    restorable: dict[str, Any]

    def values_before(self) -> dict[str, Any]:
        """The stored values as the model holds them (the trail keeps dates as text)."""
        fields = {field.attname: field for field in Need._meta.concrete_fields}
        return {name: fields[name].to_python(value) for name, value in self.restorable.items()}


def history(need: Need) -> list[Change]:
    """Everything that was done to ``need``, newest first."""
    lines = AuditEvent.objects.filter(subject_uid=need.uid, subject_kind="need").order_by("-pk")
    return [_change(line) for line in lines]


def _change(line: AuditEvent) -> Change:
    changed: dict[str, list[Any]] = line.data.get("changed", {})
    # A step is taken back by another step, so that nothing but the graph moves a need.
    restorable = {name: values[0] for name, values in changed.items() if name != "stage"}
    return Change(line.pk, line.at, str(events()[line.event].label), tuple(_fields(changed)), restorable)


def _fields(changed: dict[str, list[Any]]) -> Iterator[FieldChange]:
    for column, (before, after) in changed.items():
        field = next(f for f in Need._meta.concrete_fields if f.attname == column)
        yield FieldChange(field.verbose_name, _readable(field, before), _readable(field, after))


def _readable(field: Any, value: Any) -> str:
    """A value of the trail, which keeps days as text, as the page tells it."""
    if value is None:
        return ""
    if isinstance(field, models.DateField):
        return formats.day(field.to_python(value))
    return {str(key): str(label) for key, label in field.flatchoices}.get(str(value), str(value))
