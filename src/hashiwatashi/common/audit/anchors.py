"""The head of the audit trail, noted outside of the database once a day.

The chain shows that a line was changed, not that the last ones are gone or that all was sealed anew. A note elsewhere
does: in a file beside the database, in the log, and by mail where an address is set. Whoever can write to all of
those can forge all of them; so keep one of them where the database's administrator cannot write, or print it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from hashiwatashi.common.audit.models import AuditEvent

_DOMAIN = b"hashiwatashi audit head\n"


@dataclass(frozen=True, slots=True)
class Head:
    """The last line of the trail on a day: its number and its hash."""

    day: str
    line: int
    hash: str

    def seal(self, key: str) -> str:
        """A mark that only who knows the installation's key can make; 64 hexadecimal digits."""
        text = json.dumps([self.day, self.line, self.hash]).encode()
        return hmac.new(key.encode(), _DOMAIN + text, hashlib.sha256).hexdigest()


def note(folder: Path, *, day: date, key: str) -> Head | None:
    """Write today's head down; None where that was done already or where the trail is empty."""
    latest = _latest(folder)
    last = AuditEvent.objects.order_by("-pk").values_list("pk", "hash").first()
    if last is None or (latest and latest.day == day.isoformat()):
        return None
    head = Head(day.isoformat(), *last)
    with _file(folder).open("a", encoding="utf-8") as file:
        file.write(json.dumps({**asdict(head), "seal": head.seal(key)}) + "\n")
    return head


def lost(folder: Path, *, key: str) -> Iterator[Head]:
    """Every noted head that the trail no longer holds, and every note that was not made with ``key``."""
    noted = list(_noted(folder))
    hashes = dict(AuditEvent.objects.filter(pk__in=[head.line for head, _ in noted]).values_list("pk", "hash"))
    for head, seal in noted:
        if hashes.get(head.line) != head.hash or not hmac.compare_digest(seal, head.seal(key)):
            yield head


def _noted(folder: Path) -> Iterator[tuple[Head, str]]:
    if not _file(folder).exists():
        return
    for line in _file(folder).read_text(encoding="utf-8").splitlines():
        values = json.loads(line)
        yield Head(values["day"], values["line"], values["hash"]), values["seal"]


def _latest(folder: Path) -> Head | None:
    return next((head for head, _ in reversed(list(_noted(folder)))), None)


def _file(folder: Path) -> Path:
    return folder / "audit_heads.jsonl"
