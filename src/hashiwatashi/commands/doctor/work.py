"""The work that waits: background tasks and whether somebody does them."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from hashiwatashi.commands.doctor.findings import Finding, broken, good, warning

_PATIENCE = timedelta(minutes=2)
_LOOK_BACK = timedelta(days=1)


def worker() -> Finding:
    """Tasks are taken up within two minutes, and succeed."""
    part = _("Background work")
    now = timezone.now()
    waiting = DBTaskResult.objects.ready().order_by("enqueued_at").values_list("enqueued_at", flat=True).first()
    if waiting and now - waiting > _PATIENCE:
        minutes = int((now - waiting).total_seconds() // 60)
        seen = _("a task has been waiting for %(minutes)d minutes") % {"minutes": minutes}
        return broken(part, seen, _("No worker is running. Start it: hashi serve (or hashi worker)"))
    failed = DBTaskResult.objects.failed().filter(finished_at__gt=now - _LOOK_BACK)
    latest = failed.order_by("-finished_at").first()
    if latest:
        told = _("%(count)d failed since yesterday, e.g. %(task)s: %(error)s")
        error = latest.exception_class_path.rpartition(".")[2]
        seen = told % {"count": failed.count(), "task": latest.task_path, "error": error}
        return warning(part, seen, _("Look into the log of the worker."))
    return good(part, _("nothing waits"))
