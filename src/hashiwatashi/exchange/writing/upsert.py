"""Rows become records: created, changed or left alone, many at once, each with its line in the audit trail."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from hashiwatashi.exchange.rows import Outcome, Row

from hashiwatashi.common.actions import stored_values
from hashiwatashi.common.audit import trail
from hashiwatashi.common.audit.events import Event
from hashiwatashi.common.audit.trail import Actor, Entry
from hashiwatashi.common.records import Record

M = TypeVar("M", bound=Record)
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a row says of one record: ``values`` by column name (``owner_id``), ``links`` by many-to-many field."""

    row: Row
    key: Hashable
    values: Mapping[str, Any]
    links: Mapping[str, frozenset[Any]] = field(default_factory=dict)


class Upsert(Generic[M]):
    """Stores candidates of one table during one import.

    The same key twice in a file is one record: an equal repetition is unchanged, a differing one is rejected, because
    otherwise the two lines would overwrite each other at every import.
    """

    def __init__(self, model: type[M], *, created: Event, changed: Event, by: Actor) -> None:
        self._model = model
        self._events = (created, changed)
        self._by = by
        self._seen: dict[Hashable, tuple[int, str]] = {}
        self.touched: list[int] = []

    def take(self, candidates: Sequence[Candidate], existing: Mapping[Hashable, M]) -> None:
        """Give every candidate's row its outcome or its fault, and store what is new or differs."""
        new: list[tuple[M, Candidate]] = []
        old: list[tuple[M, Candidate, dict[str, tuple[Any, Any]]]] = []
        for candidate in candidates:
            if self._is_repeated(candidate):
                continue
            record = existing.get(candidate.key)
            if record is None:
                made = self._model(**candidate.values)
                if self._is_sound(made, candidate.row):
                    new.append((made, candidate))
            else:
                changes = self._changes(record, candidate)
                if not changes and candidate.row.outcome is None:
                    candidate.row.outcome = Outcome.UNCHANGED
                elif self._is_sound(record, candidate.row):
                    old.append((record, candidate, changes))
        self._create(new)
        self._change(old)

    def _is_repeated(self, candidate: Candidate) -> bool:
        content = repr((sorted(candidate.values.items()), sorted(candidate.links.items())))
        line, before = self._seen.setdefault(candidate.key, (candidate.row.line, content))
        if line == candidate.row.line:
            return False
        if before == content:
            candidate.row.outcome = Outcome.UNCHANGED
        else:
            text = _("Line %(line)d has the same identifier, with other values.")
            candidate.row.fault("", text % {"line": line})
        return True

    def _changes(self, record: M, candidate: Candidate) -> dict[str, tuple[Any, Any]]:
        """Set what differs on the record; returns name → (before, after)."""
        changes: dict[str, tuple[Any, Any]] = {}
        for name, value in candidate.values.items():
            before = getattr(record, name)
            if before != value:
                changes[name] = (before, value)
                setattr(record, name, value)
        for name, keys in candidate.links.items():
            held = frozenset(linked.pk for linked in getattr(record, name).all())
            if held != keys:
                changes[name] = (sorted(held), sorted(keys))
        return changes

    def _is_sound(self, record: M, row: Row) -> bool:
        """Whether each value fits its column; what does not is told as a fault of the row."""
        relations = {item.name for item in record._meta.concrete_fields if item.is_relation}
        try:
            record.clean_fields(exclude=relations)
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                row.fault(name, " ".join(messages))
        return not row.faults

    def _create(self, new: Sequence[tuple[M, Candidate]]) -> None:
        stored = self._model._default_manager.bulk_create([record for record, _ in new], batch_size=_AT_ONCE)
        for record, (_same, candidate) in zip(stored, new, strict=True):
            candidate.row.outcome = Outcome.CREATED
            self.touched.append(record.pk)
        self._link([(record, candidate) for record, candidate in new if candidate.links], is_new=True)
        event = self._events[0]
        trail.record_all((Entry(event, record, {"after": stored_values(record)}) for record in stored), by=self._by)

    def _change(self, old: Sequence[tuple[M, Candidate, dict[str, tuple[Any, Any]]]]) -> None:
        if not old:
            return
        now = timezone.now()
        columns = {item.attname for item in self._model._meta.concrete_fields}
        names = {name for _record, _candidate, changes in old for name in changes} & columns
        for record, candidate, _changes in old:
            record.updated_at = now
            candidate.row.outcome = Outcome.UPDATED
            self.touched.append(record.pk)
        fields = [item.name for item in self._model._meta.concrete_fields if item.attname in names]
        self._model._default_manager.bulk_update(
            [record for record, _candidate, _changes in old], [*fields, "updated_at"], batch_size=_AT_ONCE
        )
        self._link([(record, candidate) for record, candidate, _ in old if candidate.links], is_new=False)
        entries = (Entry(self._events[1], record, {"changed": changes}) for record, _candidate, changes in old)
        trail.record_all(entries, by=self._by)

    def _link(self, linked: Sequence[tuple[M, Candidate]], *, is_new: bool) -> None:
        """Make the many-to-many rows of each record those of its candidate."""
        for name in {name for _record, candidate in linked for name in candidate.links}:
            relation = self._model._meta.get_field(name)
            assert isinstance(relation, models.ManyToManyField)
            through: Any = relation.remote_field.through
            ours, theirs = relation.m2m_field_name() + "_id", relation.m2m_reverse_field_name() + "_id"
            if not is_new:
                through.objects.filter(**{f"{ours}__in": [record.pk for record, _ in linked]}).delete()
            rows = [
                through(**{ours: record.pk, theirs: key})
                for record, candidate in linked
                for key in sorted(candidate.links.get(name, ()))
            ]
            through.objects.bulk_create(rows, batch_size=_AT_ONCE)
