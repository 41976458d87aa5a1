"""Working on a job: the preview that stores nothing, and the import."""

from __future__ import annotations

import time
from typing import Any

from django.utils.translation import gettext as _
from django_tasks import task

from hashiwatashi.common.errors import DomainError
from hashiwatashi.exchange.actions import Outcome, run_import
from hashiwatashi.exchange.reading.archive import unpacked_size
from hashiwatashi.exchange.rejects import grouped
from hashiwatashi.exchange.rules import IMPORTERS
from hashiwatashi.people.models import Account
from hashiwatashi.web.imports import jobs
from hashiwatashi.web.imports.jobs import Job, State
from hashiwatashi.web.imports.telling import end_told

# Up to this size the visitor waits for the answer; more is left to a worker.
_AT_ONCE = 300_000
_UNPACKED_AT_ONCE = 3_000_000
_GROUPS, _TOLD, _NAMED = 100, 20, 20
_SECONDS_BETWEEN = 1.0


def begin(job: Job, *, is_import: bool) -> None:
    """Preview or import now, or hand the job to a worker where the file is large."""
    job.state, job.is_import, job.message, job.done, job.total = State.WAITING, is_import, "", 0, 0
    job.save()
    if job.input.stat().st_size > _AT_ONCE or unpacked_size(job.input) > _UNPACKED_AT_ONCE:
        work_on.enqueue(job.uid)
    else:
        work(job)


@task()
def work_on(uid: str) -> str:
    """A worker's part; returns the state in which the job ends."""
    job = jobs.load(uid)
    if job is None:
        return State.FAILED
    with end_told(job):
        work(job)
    return job.state


def work(job: Job) -> None:
    """Do what the job waits for. What the file or the account does not allow becomes the job's message."""
    account = Account.objects.get(uid=job.account)
    try:
        with job.beating():
            outcome = _run(job, account)
    except DomainError as error:
        job.state, job.message = State.FAILED, str(error)
        job.report = {"sheets": list(error.data.get("sheets", ()))}  # type: ignore[call-overload]
    except BaseException:
        # The fault is ours and goes on to the log; the job must not wait for whoever fell over it.
        job.state, job.message = State.FAILED, _("Something went wrong here. Nothing was stored.")
        job.save()
        raise
    else:
        job.state = State.IMPORTED if job.is_import else State.PREVIEWED
        job.report = _report(outcome)
        job.run = str(outcome.run.uid) if outcome.run else ""
    job.save()


def owner_limits(account: Account) -> frozenset[int] | None:
    """The organisations whose records an account may import; None for all."""
    if account.is_superuser:
        return None
    return frozenset(m.organisation_id for m in account.current_memberships if m.role in IMPORTERS)


def _run(job: Job, account: Account) -> Outcome:
    job.rejects.unlink(missing_ok=True)
    return run_import(
        job.table,
        job.input,
        by=account,
        dry_run=not job.is_import,
        mapping=job.mapping or None,
        encoding=job.encoding,
        sheet_name=job.sheet,
        rejects_path=job.rejects,
        owner_limits=owner_limits(account),
        progress=_Beat(job),
        file_name=job.file_name,
    )


class _Beat:
    """Writes the progress down, about once a second."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._told = 0.0
        self(0, 0)

    def __call__(self, done: int, total: int) -> None:
        if time.monotonic() - self._told < _SECONDS_BETWEEN:
            return
        self._told = time.monotonic()
        self._job.state, self._job.done, self._job.total = State.WORKING, done, total
        self._job.save()


def _report(outcome: Outcome) -> dict[str, Any]:
    return {
        "counts": outcome.counts(),
        "header": list(outcome.header),
        "preview": [[change.row.line, change.verdict.value, list(change.row.cells)] for change in outcome.preview],
        "new_owners": [len(outcome.new_owners), list(outcome.new_owners[:_NAMED])],
        "completed_owners": [len(outcome.completed_owners), list(outcome.completed_owners[:_NAMED])],
        "mergers": [list(names) for names in outcome.mergers],
        "sheet": outcome.sheet,
        "sheets": list(outcome.sheets),
        "groups": [
            [group.column, group.reason, group.count, [[one.line, one.value[:200]] for one in group.first]]
            for group in grouped(outcome.rejections, _TOLD)[:_GROUPS]
        ],
    }
