"""Beginning long work: at once, while the visitor waits, or by a worker."""

from __future__ import annotations

from django_tasks import task

from hashiwatashi.work import actions
from hashiwatashi.work.models import Work


def begin(work: Work, *, at_once: bool = False) -> None:
    """Have prepared work done, or ended work once more. Raises `Conflict` while somebody works on it."""
    actions.wait(work)
    if at_once:
        actions.carry_out(work)
    else:
        work_on.enqueue(str(work.uid))


@task()
def work_on(uid: str) -> str:
    """A worker's part; returns the state in which the work ends, empty where it is gone."""
    work = Work.objects.select_related("account").filter(uid=uid).first()
    if work is None:
        return ""
    actions.carry_out(work)
    return work.state
