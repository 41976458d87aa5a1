"""How far a piece of long work is, and which step may follow which."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class WorkState(models.TextChoices):
    """How far a piece of work is."""

    WAITING = "waiting", _("Waiting")
    WORKING = "working", _("Under way")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


# From → to. Whatever has ended may be begun anew; work whose worker was stopped is begun anew from where it stands.
MOVES: dict[WorkState, frozenset[WorkState]] = {
    WorkState.WAITING: frozenset({WorkState.WAITING, WorkState.WORKING, WorkState.CANCELLED}),
    WorkState.WORKING: frozenset({WorkState.DONE, WorkState.FAILED, WorkState.CANCELLED, WorkState.WAITING}),
    WorkState.DONE: frozenset({WorkState.WAITING}),
    WorkState.FAILED: frozenset({WorkState.WAITING}),
    WorkState.CANCELLED: frozenset({WorkState.WAITING}),
}
ENDED = frozenset({WorkState.DONE, WorkState.FAILED, WorkState.CANCELLED})
