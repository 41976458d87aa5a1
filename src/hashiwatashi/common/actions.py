"""The two steps that every action on a single record shares: make it, or change it, and say so in the trail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from hashiwatashi.common import values
from hashiwatashi.common.audit import trail
from hashiwatashi.common.audit.events import Event, RecordEvents
from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.errors import EditConflict, InvalidInput
from hashiwatashi.common.records import Record

R = TypeVar("R", bound=Record)
#: For how long a step that offers it is undone by a click.
UNDO_WITHIN = timedelta(days=1)
# Whoever reads the trail, or an export of it, learns nothing by which a code or a link could be found.
_UNTOLD = frozenset({"code_digest", "shared_key", "link_key"})
_HIDDEN = "•••"


def register(record: R, *, by: trail.Actor, event: Event | None = None, reason: str = "") -> R:
    """Check and store a new record and its audit line, together; the line is called as the model says, or ``event``.

    Raises `InvalidInput` with a message for each field that cannot be stored.
    """
    with transaction.atomic():
        _check(record)
        record.save()
        name = event or _events_of(record).registered
        trail.record(name, record, by=by, data={"after": _told(record, stored_values(record))}, reason=reason)
    return record


def change(
    record: R,
    *,
    by: trail.Actor,
    changes: Mapping[str, Any],
    event: Event | None = None,
    reason: str = "",
    version: int | None = None,
) -> dict[str, tuple[Any, Any]]:
    """Set ``changes`` on a record; store it and its audit line if anything differs.

    The stored record is locked and read again, so that what somebody else changed meanwhile is neither undone nor
    told wrongly. With ``version``, the one the changes were made from, a record changed since then is left as it is.

    Returns what changed, field → (before, after); empty when nothing did. Raises `InvalidInput` as `register` does,
    `EditConflict` for an outdated ``version``, `TypeError` for a field the record does not have. After an error
    ``record`` is as it was.
    """
    _check_known(record, changes)
    with transaction.atomic():
        stored = type(record)._base_manager.select_for_update().get(pk=record.pk)
        if version is not None and stored.version != version:
            raise EditConflict(_("Somebody else changed this record meanwhile."), record=stored, changes=changes)
        before = stored_values(stored)
        for name, value in changes.items():
            setattr(stored, name, value)
        _check(stored)
        after = stored_values(stored)
        changed = {name: (before[name], after[name]) for name in after if before[name] != after[name]}
        if changed:
            stored.version += 1
            stored.save(update_fields=[*_names(stored, changed), "version", "updated_at", *stored.DERIVED])
            data = {"changed": _told(stored, changed), "version": stored.version}
            trail.record(event or _events_of(stored).changed, stored, by=by, data=data, reason=reason)
    for field in stored._meta.concrete_fields:
        setattr(record, field.attname, getattr(stored, field.attname))
    return changed


def values_before(record: Record, version: int) -> dict[str, Any]:
    """The fields of a record that were changed after ``version``, with the stored values they had then (as JSON)."""
    lines = AuditEvent.objects.filter(subject_uid=record.uid, data__version__gt=version).order_by("-pk")
    return {name: values[0] for line in lines for name, values in line.data.get("changed", {}).items()}


def _events_of(record: Record) -> RecordEvents:
    if record.EVENTS is None:
        raise TypeError(f"{type(record).__name__} declares no events")
    return record.EVENTS


def _names(record: Record, columns: Iterable[str]) -> list[str]:
    """The fields of some columns."""
    names = {field.attname: field.name for field in record._meta.concrete_fields}
    return [names[column] for column in columns]


def _check_known(record: Record, changes: Mapping[str, Any]) -> None:
    known = {name for field in record._meta.concrete_fields for name in (field.name, field.attname)}
    if unknown := sorted(set(changes) - known):
        raise TypeError(f"{type(record).__name__} has no field {', '.join(unknown)}")


def stored_values(record: models.Model) -> dict[str, Any]:
    """Every stored field of a record by its column name, without the bookkeeping dates."""
    skipped = {"id", "version", "created_at", "updated_at", "password", "last_login"}
    return {
        field.attname: field.value_from_object(record)
        for field in record._meta.concrete_fields
        if field.attname not in skipped
    }


def _told(record: Record, found: Mapping[str, Any]) -> dict[str, Any]:
    """What the trail says of values, or of pairs of them, by column."""
    return {
        name: _hidden(value) if name in record.CONFIDED else value
        for name, value in found.items()
        if name not in _UNTOLD
    }


def _hidden(value: Any) -> Any:
    """That there is something, and no more."""
    if isinstance(value, tuple):
        return tuple(map(_hidden, value))
    return _HIDDEN if value else value


def _check(record: Record) -> None:
    messages: dict[str, list[str]] = {}
    for look in (values.check, type(record).full_clean):
        try:
            look(record)
        except ValidationError as error:
            messages |= {name: list(texts) for name, texts in error.message_dict.items()}
    if messages:
        text = " / ".join(f"{name}: {' '.join(texts)}" for name, texts in messages.items())
        raise InvalidInput(text, fields=messages)
