"""Background work of matching."""

from __future__ import annotations

import structlog
from django_tasks import task

from hashiwatashi.matching.errors import IndexInUse
from hashiwatashi.matching.models import IndexMark
from hashiwatashi.matching.sync import update_index

log = structlog.get_logger(__name__)


@task()
def bring_index_up_to_date() -> int:
    """Work off the marks; returns how many. While the index is being built they wait for the next turn."""
    if not IndexMark.objects.exists():
        return 0
    try:
        return update_index()
    except IndexInUse:
        log.info("index_busy", waiting=IndexMark.objects.count())
        return 0
