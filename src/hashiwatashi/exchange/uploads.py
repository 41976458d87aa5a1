"""An uploaded file on its way into the database, as long work: first looked at, then imported.

The file lies in the work's folder, so that preview, import and result survive a restart. Nothing of it is in the
database until the import is done.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.errors import DomainError
from hashiwatashi.common.texts import clean
from hashiwatashi.exchange.actions import Outcome, run_import
from hashiwatashi.exchange.reading.archive import unpacked_size
from hashiwatashi.exchange.registry import TABLES
from hashiwatashi.exchange.rejects import grouped
from hashiwatashi.exchange.rules import owner_limits
from hashiwatashi.people.models import Account
from hashiwatashi.work import folders
from hashiwatashi.work.actions import prepare
from hashiwatashi.work.enums import WorkState
from hashiwatashi.work.errors import WorkCancelled, WorkFailed
from hashiwatashi.work.models import Work
from hashiwatashi.work.pulse import Progress, progress_of
from hashiwatashi.work.registry import Result, Tell, kind_of_work
from hashiwatashi.work.tasks import begin

KIND = "import"
# Up to this size the visitor waits for the answer; more is left to a worker.
_AT_ONCE = 300_000
_UNPACKED_AT_ONCE = 3_000_000
_GROUPS, _TOLD, _NAMED = 100, 20, 20
# Bytes of a file's name that may stand in a name of ours; file systems take 255.
_LONGEST = 150
_ENDING = re.compile(r"\.[a-z0-9]{1,8}", re.IGNORECASE)
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


class Stage(StrEnum):
    """What became of an upload."""

    BUSY = "busy"
    STOPPED = "stopped"
    PREVIEWED = "previewed"
    IMPORTED = "imported"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Upload:
    """One uploaded file: its work, read as an import."""

    work: Work

    @property
    def table(self) -> str:
        return str(self.work.parameters["table"])

    @property
    def file_name(self) -> str:
        return str(self.work.parameters["file_name"])

    @property
    def is_import(self) -> bool:
        """Whether the import itself was asked for, not only the preview."""
        return bool(self.work.parameters["is_import"])

    @property
    def report(self) -> dict[str, Any]:
        """What the last preview or import told."""
        return dict(self.work.report)

    @property
    def progress(self) -> Progress:
        return progress_of(self.work)

    @property
    def stage(self) -> Stage:
        if self.work.state == WorkState.FAILED:
            return Stage.FAILED
        if self.work.state == WorkState.CANCELLED:
            return Stage.CANCELLED
        if self.work.state == WorkState.DONE:
            return Stage.IMPORTED if self.is_import else Stage.PREVIEWED
        return Stage.BUSY if self.progress.is_busy else Stage.STOPPED

    @property
    def input(self) -> Path:
        ending = Path(self.file_name).suffix.lower()
        name = f"input{ending}" if _ENDING.fullmatch(ending) else "input"
        return folders.folder_of(self.work.uid) / name

    @property
    def rejects(self) -> Path:
        stem = re.sub(r"\.rejects(-\d+)?$", "", Path(self.file_name).stem)
        return folders.folder_of(self.work.uid) / f"{_shortened(stem)}.rejects.csv"

    @property
    def has_rejects(self) -> bool:
        return self.rejects.is_file()


def keep(
    *,
    name: str,
    chunks: Iterable[bytes],
    table: str,
    by: Account,
    encoding: str = "",
    mapping: Mapping[str, str] | None = None,
    sheet: str = "",
) -> Upload:
    """Store an uploaded file as work that has not begun. Raises `NotAllowed` for who may not import."""
    file_name = _UNSAFE.sub("_", clean(Path(name).name))[:200]
    parameters = {
        "table": table,
        "file_name": file_name,
        "encoding": encoding,
        "sheet": sheet,
        "mapping": {clean(heading): field for heading, field in (mapping or {}).items()},
        "is_import": False,
    }
    upload = Upload(prepare(kind=KIND, by=by, title=file_name, parameters=parameters))
    with upload.input.open("wb") as stream:
        stream.writelines(chunks)
    return upload


def look(upload: Upload, *, sheet: str | None = None) -> None:
    """Begin the preview, which stores nothing; of another sheet where ``sheet`` names one."""
    chosen = upload.work.parameters["sheet"] if sheet is None else sheet
    _begin(upload, is_import=False, sheet=chosen)


def store(upload: Upload) -> None:
    """Begin the import."""
    _begin(upload, is_import=True)


def _begin(upload: Upload, **parameters: Any) -> None:
    upload.work.parameters = {**upload.work.parameters, **parameters}
    is_large = upload.input.stat().st_size > _AT_ONCE or unpacked_size(upload.input) > _UNPACKED_AT_ONCE
    begin(upload.work, at_once=not is_large)


@kind_of_work(KIND, _("Import of a file"), may="import_files", is_told=lambda work: Upload(work).is_import)
def _work_on(work: Work, tell: Tell) -> Result:
    upload = Upload(work)
    try:
        outcome = _run(upload, tell)
    except WorkCancelled:
        upload.rejects.unlink(missing_ok=True)
        raise
    except DomainError as error:
        sheets = list(error.data.get("sheets", ()))  # type: ignore[call-overload]
        raise WorkFailed(error.message, report={"sheets": sheets}) from error
    return Result(_report(outcome))


def _run(upload: Upload, tell: Tell) -> Outcome:
    upload.rejects.unlink(missing_ok=True)
    said, account = upload.work.parameters, upload.work.account
    return run_import(
        upload.table,
        upload.input,
        by=account,
        dry_run=not upload.is_import,
        mapping=said["mapping"] or None,
        encoding=said["encoding"],
        sheet_name=said["sheet"],
        rejects_path=upload.rejects,
        owner_limits=owner_limits(account, TABLES[upload.table].importers),
        progress=tell,
        file_name=upload.file_name,
    )


def _report(outcome: Outcome) -> dict[str, Any]:
    return {
        "run": str(outcome.run.uid) if outcome.run else "",
        "counts": outcome.counts(),
        "header": list(outcome.header),
        "preview": [[change.row.line, change.verdict.value, list(change.row.cells)] for change in outcome.preview],
        "new_owners": [len(outcome.new_owners), list(outcome.new_owners[:_NAMED])],
        "completed_owners": [len(outcome.completed_owners), list(outcome.completed_owners[:_NAMED])],
        "mergers": [list(names) for names in outcome.mergers],
        "unread": list(outcome.told_unread[:_NAMED]),
        "sheet": outcome.sheet,
        "sheets": list(outcome.sheets),
        "groups": [
            [group.column, group.reason, group.count, [[one.line, one.value[:200]] for one in group.first]]
            for group in grouped(outcome.rejections, _TOLD)[:_GROUPS]
        ],
    }


def _shortened(name: str) -> str:
    return name.encode()[:_LONGEST].decode(errors="ignore")
