"""Carrying out a plan: records in batches, one audit line each, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from django.db import models
from django.utils import timezone

from hashiwatashi.common.actions import stored_values
from hashiwatashi.common.audit import trail
from hashiwatashi.common.folding import name_key
from hashiwatashi.common.records import Record
from hashiwatashi.exchange.planning import Plan, Verdict
from hashiwatashi.organisations.models import Organisation, OrganisationName

_BATCH = 500


def write(plan: Plan, *, by: trail.Actor, reason: str, progress: Callable[[int], None]) -> None:
    """Store everything a plan asks for; ``progress`` hears how many rows are done. A transaction must be open."""
    extras = [(extra.record, dict(extra.changed)) for extra in plan.extras]
    for model in dict.fromkeys(type(record) for record, _ in extras):
        _store([found for found in extras if type(found[0]) is model], lambda _: None)
    moved = [
        (change.record, dict(change.changed))
        for change in plan.changes
        if change.record is not None and change.verdict is not Verdict.UNCHANGED
    ]
    _store(moved, progress)
    # Lines come last: while a transaction has appended to the chain, nobody else can.
    trail.record_all(_lines([*extras, *moved], reason), by=by)
    for step in plan.afterwards:
        step(by)


_Stored = Sequence[tuple[models.Model, dict[str, tuple[object, object]]]]


def _store(found: _Stored, progress: Callable[[int], None]) -> None:
    """Create or update records of one model."""
    new = [record for record, changed in found if not changed]
    old = [(record, tuple(sorted(changed))) for record, changed in found if changed]
    done = 0
    for batch in _batches_of_new(new):
        _prepare(batch)
        type(batch[0])._default_manager.bulk_create(batch)
        done += len(batch)
        progress(done)
    for fields, same in groupby(sorted(old, key=lambda pair: pair[1]), key=lambda pair: pair[1]):
        records = [record for record, _ in same]
        _prepare(records)
        kept = [*fields, *_kept_up(records[0])]
        type(records[0])._default_manager.bulk_update(records, kept, batch_size=_BATCH)
        done += len(records)
        progress(done)


def _batches_of_new(records: Sequence[models.Model]) -> Iterator[list[models.Model]]:
    """Batches in which whatever a record of the same model points at is stored before it."""
    waiting = list(records)
    while waiting:
        ready = [record for record in waiting if not _waits(record)]
        for start in range(0, len(ready), _BATCH):
            yield ready[start : start + _BATCH]
        if not ready:
            raise ValueError("Records point at each other in a circle.")
        stored = {id(record) for record in ready}
        waiting = [record for record in waiting if id(record) not in stored]


def _waits(record: models.Model) -> bool:
    """Whether the record points at one of its own model that has no key yet."""
    for field in record._meta.concrete_fields:
        if field.related_model is type(record) and getattr(record, field.attname) is None:
            related = getattr(record, field.name)
            if related is not None and related.pk is None:
                return True
    return False


def _prepare(records: Sequence[models.Model]) -> None:
    """What ``save`` would do and batches do not."""
    for record in records:
        if isinstance(record, Organisation | OrganisationName):
            record.name_key = name_key(record.name)
        if isinstance(record, Record):
            record.updated_at = timezone.now()
            record.version += record.pk is not None


def _kept_up(record: models.Model) -> list[str]:
    return ["updated_at", "version"] * isinstance(record, Record) + ["name_key"] * isinstance(record, Organisation)


def _lines(found: _Stored, reason: str) -> Iterator[trail.Entry]:
    for record, changed in found:
        # Records without a line of their own (classes, areas, industries) stand in that of the import.
        events = record.EVENTS if isinstance(record, Record) else None
        if events is None or not isinstance(record, Record):
            continue
        if changed:
            shown = {name: (before, _now(record, name)) for name, (before, _) in changed.items()}
            yield trail.Entry(events.changed, record, {"changed": shown}, reason)
        else:
            yield trail.Entry(events.registered, record, {"after": stored_values(record)}, reason)


def _now(record: models.Model, name: str) -> object:
    """The stored value of a field, the key of a related record."""
    return getattr(record, record._meta.get_field(name).attname)  # type: ignore[union-attr]
