"""The two steps that every action on a single record shares: make it, or change it, and say so in the trail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction

from hashiwatashi.common.audit import trail
from hashiwatashi.common.audit.events import Event
from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.common.records import Record

R = TypeVar("R", bound=Record)


def register(record: R, *, by: trail.Actor, event: Event, reason: str = "") -> R:
    """Check and store a new record and its audit line, together.

    Raises `InvalidInput` with a message for each field that cannot be stored.
    """
    with transaction.atomic():
        _check(record)
        record.save()
        trail.record(event, record, by=by, data={"after": stored_values(record)}, reason=reason)
    return record


def change(
    record: R, *, by: trail.Actor, event: Event, changes: Mapping[str, Any], reason: str = ""
) -> dict[str, tuple[Any, Any]]:
    """Set ``changes`` on a record; store it and its audit line if anything differs.

    Returns what changed, field → (before, after); empty when nothing did. Raises `InvalidInput` as `register` does.
    """
    before = stored_values(record)
    for name, value in changes.items():
        setattr(record, name, value)
    after = stored_values(record)
    changed = {name: (before[name], after[name]) for name in after if before[name] != after[name]}
    if changed:
        with transaction.atomic():
            _check(record)
            record.save()
            trail.record(event, record, by=by, data={"changed": changed}, reason=reason)
    return changed


def stored_values(record: models.Model) -> dict[str, Any]:
    """Every stored field of a record by its column name, without the bookkeeping dates."""
    skipped = {"id", "created_at", "updated_at", "password", "last_login"}
    return {
        field.attname: field.value_from_object(record)
        for field in record._meta.concrete_fields
        if field.attname not in skipped
    }


def _check(record: Record) -> None:
    try:
        record.full_clean()
    except ValidationError as error:
        messages = {name: list(texts) for name, texts in error.message_dict.items()}
        text = " / ".join(f"{name}: {' '.join(texts)}" for name, texts in messages.items())
        raise InvalidInput(text, fields=messages) from error
