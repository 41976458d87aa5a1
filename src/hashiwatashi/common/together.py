"""One change to many records at once: one lock, one audit line for each, and the way back on the same day.

The lines of such a change bear its number under ``batch``; those that take it back bear it under ``undoes``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.common import values
from hashiwatashi.common.audit import trail
from hashiwatashi.common.audit.events import Event
from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.audit.trail import Entry
from hashiwatashi.common.errors import Conflict, InvalidInput, NotFound
from hashiwatashi.common.records import Record

R = TypeVar("R", bound=Record)
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Batch(Generic[R]):
    """What became of many records: those changed under the number ``uid``, those that were so already, and those
    left alone because somebody else was faster."""

    uid: UUID
    changed: tuple[R, ...]
    unchanged: tuple[R, ...]
    outdated: tuple[R, ...]


@dataclass(frozen=True, slots=True)
class Undone(Generic[R]):
    """The records that are as before, and those left alone because something else changed them since."""

    restored: tuple[R, ...]
    left: tuple[R, ...]


def change_together(
    records: models.QuerySet[R],
    *,
    by: trail.Actor,
    changes: Mapping[str, Any],
    event: Event,
    versions: Mapping[UUID, int] | None = None,
) -> Batch[R]:
    """Set ``changes`` (plain fields, by name) on all ``records``, which are locked meanwhile; all are stored or none.

    One line of ``event`` for each record that differs, none for the others. With ``versions``, those the changes were
    made from, a record of another version is left as it is. Raises `InvalidInput` for a value that cannot be stored.
    """
    uid, wanted = uuid4(), storable(records.model, changes)
    with transaction.atomic():
        changed, unchanged, outdated, entries = [], [], [], []
        for record in _locked(records):
            if versions is not None and versions.get(record.uid) != record.version:
                outdated.append(record)
            elif differing := _set(record, wanted):
                data = {"changed": differing, "version": record.version, "batch": str(uid)}
                entries.append(Entry(event, record, data))
                changed.append(record)
            else:
                unchanged.append(record)
        for some in _in_parts(changed):
            stored = records.model._base_manager.filter(pk__in=[record.pk for record in some])
            stored.update(**wanted, version=F("version") + 1, updated_at=timezone.now())
        trail.record_all(entries, by=by)
    return Batch(uid, tuple(changed), tuple(unchanged), tuple(outdated))


def undo_together(batch: UUID, records: models.QuerySet[R], *, by: trail.Actor, event: Event) -> Undone[R]:
    """Take a change of many back, by the one who made it and today; of ``records``, those it changed.

    A record that anything else changed since is left as it is. One line of ``event`` for each that is restored.
    Raises `NotFound` where ``by`` made no such change today, `Conflict` where it was taken back already.
    """
    with transaction.atomic():
        lines = _lines_to_undo(batch, by)
        restored, left, entries = [], [], []
        for record in _locked(records.filter(uid__in=list(lines))):
            line = lines[record.uid]
            if record.version != line["version"]:
                left.append(record)
                continue
            differing = _set(record, _before(record, line))
            data = {"changed": differing, "version": record.version, "undoes": str(batch)}
            entries.append(Entry(event, record, data))
            restored.append(record)
        if restored:
            names = sorted({name for line in lines.values() for name in line["changed"]})
            fields = [*names, "version", "updated_at"]
            records.model._base_manager.bulk_update(restored, fields, batch_size=_AT_ONCE)
        trail.record_all(entries, by=by)
    return Undone(tuple(restored), tuple(left))


def lines_of(batch: UUID, *, by: trail.Actor) -> models.QuerySet[AuditEvent]:
    """The lines of a change of many that ``by`` made today."""
    return _today(by).filter(data__batch=str(batch))


def is_undone(batch: UUID, *, by: trail.Actor) -> bool:
    """Whether a change of many was taken back."""
    return _today(by).filter(data__undoes=str(batch)).exists()


def storable(model: type[models.Model], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are stored. Raises `InvalidInput`."""
    problems, wanted = {}, {}
    for name, value in changes.items():
        field: Any = model._meta.get_field(name)
        tidied = values.tidied(field, value)
        try:
            wanted[name] = tidied if field.blank and tidied in field.empty_values else field.clean(tidied, None)
            problem = values.problem_of(field, tidied)
        except ValidationError as error:
            problem = " ".join(error.messages)
        if problem:
            problems[name] = [problem]
    if problems:
        raise InvalidInput(" / ".join(text for texts in problems.values() for text in texts), fields=problems)
    return wanted


def _today(by: trail.Actor) -> models.QuerySet[AuditEvent]:
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    return AuditEvent.objects.filter(at__gte=midnight, actor=by.audit_label)


def _locked(records: models.QuerySet[R]) -> list[R]:
    """The records in one order, so that two who change many at once never wait for each other."""
    keys = records.order_by().values("pk")
    return list(records.model._base_manager.filter(pk__in=keys).select_for_update().order_by("pk"))


def _lines_to_undo(batch: UUID, by: trail.Actor) -> dict[UUID, dict[str, Any]]:
    lines = {line.subject_uid: line.data for line in lines_of(batch, by=by)}
    if not lines:
        raise NotFound(_("There is no such change of yours today."))
    if is_undone(batch, by=by):
        raise Conflict(_("This was undone already."))
    return lines


def _set(record: Record, wanted: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Set what differs on a record, which then counts as changed; field → (before, after)."""
    differing = {
        name: (before, value) for name, value in wanted.items() if (before := getattr(record, name)) != value
    }
    for name in differing:
        setattr(record, name, wanted[name])
    if differing:
        record.version += 1
        record.updated_at = timezone.now()
    return differing


def _before(record: models.Model, line: Mapping[str, Any]) -> dict[str, Any]:
    """What stood in the changed fields before a line, as the model holds it: the trail keeps days as text."""
    fields: dict[str, Any] = {field.attname: field for field in record._meta.concrete_fields}
    return {name: fields[name].to_python(pair[0]) for name, pair in line["changed"].items()}


def _in_parts(records: list[R]) -> Iterator[Iterable[R]]:
    for start in range(0, len(records), _AT_ONCE):
        yield records[start : start + _AT_ONCE]
