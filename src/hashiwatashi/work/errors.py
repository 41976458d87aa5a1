"""What ends a piece of work before it is done."""

from __future__ import annotations

from hashiwatashi.common.errors import Conflict, DomainError


class WorkCancelled(Conflict):
    """Somebody asked to stop; raised out of a report of progress, so that the transaction around it goes back."""

    code = "work_cancelled"


class WorkFailed(DomainError):
    """The work cannot be done as it was asked for; ``report`` is what its page tells besides the message."""

    code = "work_failed"
