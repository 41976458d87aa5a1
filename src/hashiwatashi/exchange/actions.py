"""Importing a file into a table: wholly or not at all."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from hashiwatashi.common.audit import trail
from hashiwatashi.common.errors import Conflict, NotAllowed, NotFound
from hashiwatashi.common.texts import unguarded
from hashiwatashi.exchange.errors import Rejected, UnusableFile
from hashiwatashi.exchange.events import ExchangeEvent
from hashiwatashi.exchange.models import DuplicateProposal, ImportRun, ImportState
from hashiwatashi.exchange.planning import Change, Plan, Verdict
from hashiwatashi.exchange.reading.apart import read_apart
from hashiwatashi.exchange.reading.rawrows import RawRow, RawSheet
from hashiwatashi.exchange.reading.sheet import Row, Sheet, find_header
from hashiwatashi.exchange.registry import TABLES
from hashiwatashi.exchange.rejects import NOTES, Rejection, write_rejects
from hashiwatashi.exchange.storing import write
from hashiwatashi.exchange.tables.base import Scope, Table
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account

_PREVIEWED = 20
# Hears (rows done, rows in all); every row counts twice, once when planned and once when stored.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did, or would do: created + updated + unchanged + rejected = rows.

    ``preview`` holds the first rows that change something; ``header`` is the file's own. ``sheet`` is the one that
    was read of the workbook's ``sheets`` (empty for other files). ``run`` is None for a dry run.
    Besides its rows' records an import makes ``new_owners``, completes ``completed_owners``, and records ``mergers``
    of one body into another: names, in the order of the file. ``unread`` are headings that the table does not know.
    """

    table: str
    rows: int
    created: int
    updated: int
    unchanged: int
    duplicates_proposed: int
    rejections: tuple[Rejection, ...]
    preview: tuple[Change, ...]
    header: tuple[str, ...]
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    new_owners: tuple[str, ...] = ()
    completed_owners: tuple[str, ...] = ()
    mergers: tuple[tuple[str, str], ...] = ()
    unread: tuple[str, ...] = ()
    run: ImportRun | None = None

    @property
    def rejected(self) -> int:
        return len(self.rejections)

    @property
    def told_unread(self) -> tuple[str, ...]:
        """The headings to tell of: where every column has a place by the standard, one that is left is a slip."""
        return self.unread if self.table == "uniquip" else ()

    def counts(self) -> dict[str, int]:
        """The six counts by name."""
        names = ("rows", "created", "updated", "unchanged", "rejected", "duplicates_proposed")
        return {name: getattr(self, name) for name in names}


def run_import(  # noqa: PLR0913 each option of the command is one argument
    table: str,
    path: Path,
    *,
    by: trail.Actor,
    dry_run: bool = False,
    mapping: Mapping[str, str] | None = None,
    encoding: str = "",
    sheet_name: str = "",
    rejects_path: Path | None = None,
    owner_limits: frozenset[int] | None = None,
    progress: Progress = lambda done, total: None,
    file_name: str = "",
) -> Outcome:
    """Read a file into a table, in one transaction with its audit lines and its `ImportRun`.

    ``sheet_name`` chooses a sheet of a workbook; else it is the first visible one whose headings fit.
    ``owner_limits`` are the ids of the organisations it may write for (None: all). Rejected rows go to
    ``rejects_path``, in a dry run too. ``file_name`` is what to call the file where ``path`` is a temporary one.
    Raises `UnusableFile`, `NotFound` for an unknown table, `NotAllowed` for a table without owners under limits.
    """
    found = _table(table, owner_limits)
    name = file_name or path.name
    scope = Scope(owner_limits)
    sheet, raw = _sheet(found, path, (encoding, sheet_name), mapping, scope)
    rows = len(sheet.rows)
    with nullcontext() if dry_run else _alone():
        plan, unread = _planned(found, sheet, scope)
        progress(rows, 2 * rows)
        proposals = list(found.propose_duplicates(plan))
        outcome = _outcome(table, sheet, plan, unread, len(proposals))
        outcome = replace(outcome, sheet=raw.name, sheets=raw.siblings)
        if rejects_path is not None and outcome.rejections:
            write_rejects(rejects_path, name, sheet.header, outcome.rejections)
        if not dry_run:
            write(plan, by=by, reason=name, progress=lambda done: progress(rows + done, 2 * rows))
            DuplicateProposal.objects.bulk_create(proposals, batch_size=500)
            run = _recorded(outcome, by=by, name=name, path=path, rejects_path=rejects_path)
            outcome = replace(outcome, run=run)
    progress(2 * rows, 2 * rows)
    return outcome


@contextmanager
def _alone() -> Iterator[None]:
    """One transaction, and no other import beside it: the same file sent twice finds its rows stored already.

    Raises `Conflict` when somebody changed the same records by other ways meanwhile.
    """
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    table = connection.ops.quote_name(ImportRun._meta.db_table)
                    cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
            yield
    except IntegrityError as error:
        raise Conflict(_("Somebody changed the same records meanwhile. Nothing was stored: import again.")) from error


def _table(name: str, owner_limits: frozenset[int] | None) -> Table:
    if name not in TABLES:
        text = _("There is no table %(name)s. The tables are: %(tables)s.")
        raise NotFound(text % {"name": name, "tables": ", ".join(TABLES)})
    if owner_limits is not None and not TABLES[name].is_owned:
        raise NotAllowed(_("Only an operator of this site may import this table."))
    return TABLES[name]


def _sheet(
    table: Table, path: Path, said: tuple[str, str], mapping: Mapping[str, str] | None, scope: Scope
) -> tuple[Sheet, RawSheet]:
    """The first sheet whose headings fit; ``said`` are encoding and name of the sheet. Raises `UnusableFile`."""
    refused: list[tuple[RawSheet, UnusableFile]] = []
    names: tuple[str, ...] = ()
    with closing(read_apart(path, *said)) as sheets:
        for raw in sheets:
            names = raw.siblings
            try:
                return _fitting(table, raw, mapping, scope), raw
            except UnusableFile as error:
                refused.append((raw, error))
    told = next((error for raw, error in refused if raw.rows), UnusableFile(_("The file is empty.")))
    if len(names) < 2:
        raise told
    text = _(
        "%(problem)s The sheets of the file are: %(sheets)s. Another one, also a hidden one, is read with --sheet."
    )
    raise UnusableFile(text % {"problem": told, "sheets": ", ".join(names)}, sheets=names)


def _fitting(table: Table, raw: RawSheet, mapping: Mapping[str, str] | None, scope: Scope) -> Sheet:
    if not raw.rows:
        raise UnusableFile(_("The sheet is empty."))
    positional, supplied = table.positional(raw.rows[0].cells), table.supplied(scope)
    sheet = find_header(raw.rows, table.columns, mapping, positional, supplied, raw.spans)
    if not set(NOTES) <= set(sheet.header) and "uid" not in sheet.fields:
        return sheet
    # A file of rejected rows comes back mended, or our own export edited: guarded cells are as they were.
    rows = tuple(replace(row, cells=tuple(unguarded(cell) for cell in row.cells)) for row in sheet.rows)
    return replace(sheet, rows=rows)


_Unread = list[tuple[RawRow, Rejected]]


def _planned(table: Table, sheet: Sheet, scope: Scope) -> tuple[Plan, _Unread]:
    """The plan, and the rows whose cells do not fit the header."""
    rows: list[Row] = []
    unread: _Unread = []
    for raw in sheet.rows:
        try:
            rows.append(sheet.row(raw))
        except Rejected as error:
            unread.append((raw, error))
    return table.plan(rows, scope), unread


def _rejection(sheet: Sheet, row: RawRow | Row, error: Rejected) -> Rejection:
    """A rejected row; of several faults each is told with its column."""
    columns = [sheet.column_of(fault.field) for fault in error.faults]
    values = [fault.value for fault in error.faults if fault.value]
    reasons = [
        f"{column}: {fault.reason}" if column and error.others else fault.reason
        for column, fault in zip(columns, error.faults, strict=True)
    ]
    return Rejection(row.line, "、".join(filter(None, columns)), "、".join(values), " / ".join(reasons), row.cells)


def _outcome(table: str, sheet: Sheet, plan: Plan, unread: _Unread, proposed: int) -> Outcome:
    refused: Sequence[tuple[RawRow | Row, Rejected]] = [*unread, *plan.rejected]
    rejections = [_rejection(sheet, row, error) for row, error in refused]
    counted = Counter(change.verdict for change in plan.changes)
    moving = (change for change in plan.changes if change.verdict is not Verdict.UNCHANGED)
    owners = [(extra.record, extra.changed) for extra in plan.extras if isinstance(extra.record, Organisation)]
    return Outcome(
        table=table,
        rows=len(sheet.rows),
        created=counted[Verdict.CREATED],
        updated=counted[Verdict.UPDATED],
        unchanged=counted[Verdict.UNCHANGED],
        duplicates_proposed=proposed,
        rejections=tuple(sorted(rejections, key=lambda rejection: rejection.line)),
        preview=tuple(sorted(islice(moving, _PREVIEWED), key=lambda change: change.row.line)),
        header=sheet.header,
        new_owners=tuple(record.name for record, changed in owners if not changed),
        completed_owners=tuple(record.name for record, changed in owners if changed),
        mergers=tuple(plan.mergers),
        unread=tuple(text for text, name in zip(sheet.header, sheet.fields, strict=False) if text and not name),
    )


def _recorded(outcome: Outcome, *, by: trail.Actor, name: str, path: Path, rejects_path: Path | None) -> ImportRun:
    run = ImportRun.objects.create(
        table=outcome.table,
        file_name=name[:300],
        file_sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        state=ImportState.DONE,
        account=by if isinstance(by, Account) else None,
        rejects_file=str(rejects_path) if rejects_path and outcome.rejections else "",
        **outcome.counts(),
    )
    trail.record(
        ExchangeEvent.IMPORT_RUN, run, by=by, data={"table": outcome.table, **outcome.counts()}, reason=name[:500]
    )
    return run
