"""Telling whoever started an import that it has ended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.utils import timezone

from hashiwatashi.notices.actions import tell
from hashiwatashi.notices.kinds import IMPORT_DONE, IMPORT_FAILED
from hashiwatashi.people.models import Account
from hashiwatashi.web.imports.jobs import Job, State


@contextmanager
def end_told(job: Job) -> Iterator[None]:
    """Tell the end of the work inside by a notice, however it ends; a preview is no import and is not told.

    The visitor went on to something else, because a worker does it: nobody looks at the page when it is done.
    """
    try:
        yield
    finally:
        if job.is_import and job.state in {State.IMPORTED, State.FAILED}:
            what = IMPORT_DONE if job.state == State.IMPORTED else IMPORT_FAILED
            account = Account.objects.get(uid=job.account)
            # A file may be imported, or fail, again after it was mended: each end is an occasion of its own.
            occasion = f"{timezone.now():%Y-%m-%dT%H:%M:%S.%f}"
            tell([account], what, by=account, about=UUID(job.uid), once=occasion, file=job.file_name)
