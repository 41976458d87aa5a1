"""Writing and checking the audit trail."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils import timezone

from hashiwatashi.common.audit.events import Event
from hashiwatashi.common.audit.models import AuditEvent

GENESIS = "0" * 64
# Any number will do; it names the one lock under which PostgreSQL appends to the chain.
_CHAIN_LOCK = 7_215_001
# The lines of a block that are appended at its end.
_waiting: ContextVar[list[AuditEvent] | None] = ContextVar("audit_lines_waiting", default=None)


class Actor(Protocol):
    """Whoever acts: an account, or the system itself."""

    @property
    def audit_label(self) -> str:
        """A name that stays understandable after the account is gone."""


@dataclass(frozen=True, slots=True)
class SystemActor:
    """The product itself, acting from a command or a timer."""

    task: str

    @property
    def audit_label(self) -> str:
        return f"system:{self.task}"


class Subject(Protocol):
    """A record that can stand in the trail."""

    uid: UUID


@dataclass(frozen=True, slots=True)
class Entry:
    """One line to be written."""

    event: Event
    subject: Subject
    data: Mapping[str, object] = field(default_factory=dict)
    reason: str = ""


def record(
    event: Event, subject: Subject, *, by: Actor, data: Mapping[str, object] | None = None, reason: str = ""
) -> None:
    """Append one line, in the transaction of the change it tells of."""
    record_all([Entry(event, subject, data or {}, reason)], by=by)


def record_all(entries: Iterable[Entry], *, by: Actor) -> None:
    """Append many lines in order; the caller's transaction must be open, so that change and trail stand or fall
    together (INV-18)."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("An audit line needs the transaction of its change.")
    lines = [_line(entry, by) for entry in entries]
    if (waiting := _waiting.get()) is None:
        _append(lines)
    else:
        waiting += lines


@contextmanager
def at_the_end() -> Iterator[None]:
    """Append the lines of the block at its end: others wait for the end of the chain so much the shorter.

    For a block within one transaction of which no part is rolled back by itself: such a part would leave its lines.
    """
    lines: list[AuditEvent] = []
    before = _waiting.set(lines)
    try:
        yield
    finally:
        _waiting.reset(before)
    _append(lines)


def seal(line: AuditEvent) -> str:
    """SHA-256 over the line's content and its predecessor's hash, as 64 hexadecimal digits."""
    content = [
        line.previous_hash,
        line.at.isoformat(),
        line.actor,
        str(line.event),
        line.subject_kind,
        str(line.subject_uid),
        line.data,
        line.reason,
    ]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def broken_lines() -> Iterator[AuditEvent]:
    """Every line whose content or link to its predecessor was tampered with, oldest first."""
    last = GENESIS
    for line in AuditEvent.objects.order_by("pk").iterator(chunk_size=2000):
        if line.previous_hash != last or line.hash != seal(line):
            yield line
        last = line.hash


def _line(entry: Entry, by: Actor) -> AuditEvent:
    """A line that is not in the chain yet."""
    return AuditEvent(
        actor=by.audit_label,
        event=entry.event,
        subject_kind=entry.subject.__class__.__name__.lower(),  # `type` would name the proxy of a lazy one
        subject_uid=entry.subject.uid,
        data=json.loads(json.dumps(entry.data, cls=DjangoJSONEncoder)),
        reason=entry.reason,
    )


def _append(lines: list[AuditEvent]) -> None:
    if not lines:
        return
    _hold_chain()
    last = AuditEvent.objects.order_by("-pk").values_list("hash", flat=True).first() or GENESIS
    now = timezone.now()
    for line in lines:
        line.at, line.previous_hash = now, last
        line.hash = last = seal(line)
    AuditEvent.objects.bulk_create(lines, batch_size=500)


def _hold_chain() -> None:
    """Let one transaction at a time append. SQLite's IMMEDIATE transactions already do."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])
