"""Beginning long work: at once, while the visitor waits, or by a worker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django_tasks import task

from hashiwatashi.common.errors import Conflict
from hashiwatashi.notices.actions import tell
from hashiwatashi.notices.kinds import WORK_DONE, WORK_FAILED
from hashiwatashi.people.models import Account
from hashiwatashi.work import actions
from hashiwatashi.work.enums import WorkState
from hashiwatashi.work.models import Work
from hashiwatashi.work.pulse import progress_of
from hashiwatashi.work.registry import kind_named

# Others wait for the same worker.
MOST_AT_ONCE = 10


def begin(work: Work, *, at_once: bool = False) -> None:
    """Have prepared work done, or ended work once more. Raises `Conflict` while somebody works on it."""
    actions.wait(work)
    if at_once:
        actions.carry_out(work)
    else:
        work_on.enqueue(str(work.uid))


def order(*, kind: str, by: Account, title: str, parameters: Mapping[str, Any]) -> Work:
    """Have something done by a worker; asked for twice while it is under way, it is done once.

    Raises `Conflict` where the account has too much under way, and as `actions.prepare` does.
    """
    same = Work.objects.filter(kind=kind, account=by, parameters=dict(parameters))
    for work in same.filter(state__in=(WorkState.WAITING, WorkState.WORKING)):
        if progress_of(work).is_busy:
            return work
    waiting = Work.objects.of_account(by).filter(state__in=(WorkState.WAITING, WorkState.WORKING)).count()
    if waiting >= MOST_AT_ONCE:
        told = _("You have %(number)d pieces of work under way. Wait for one to end, or stop one.")
        raise Conflict(told % {"number": waiting})
    work = actions.prepare(kind=kind, by=by, title=title, parameters=parameters)
    begin(work)
    return work


@task()
def work_on(uid: str) -> str:
    """A worker's part; returns the state in which the work ends, empty where it is gone."""
    work = Work.objects.select_related("account").filter(uid=uid).first()
    if work is None:
        return ""
    try:
        actions.carry_out(work)
    finally:
        _tell_end(work)
    return work.state


def _tell_end(work: Work) -> None:
    """Tell who asked for it: they went on to something else, so that nobody looks at the page when it is done."""
    what = {WorkState.DONE: WORK_DONE, WorkState.FAILED: WORK_FAILED}.get(WorkState(work.state))
    if what and kind_named(work.kind).is_told(work):
        # What failed may be mended and done again: each end is an occasion of its own.
        occasion = f"{work.uid} {work.version}"
        tell([work.account], what, by=work.account, about=work.uid, once=occasion, title=work.title)
