"""The clock of the demo world: actions are done as of a past moment, so that all they note agrees with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from heapq import heapify, heappop, heappush

from django.utils import timezone

#: What happens to one record: before each part it yields the moment at which that part happens.
Story = Iterator[datetime]


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let everything that asks Django for the time be told ``moment``. For making the demo alone: one process, before
    anything is served."""
    # In UTC, as the real clock tells it: the trail seals a moment as it is written.
    real, then = timezone.now, moment.astimezone(UTC)
    timezone.now = lambda: then
    try:
        yield
    finally:
        timezone.now = real


def play(stories: Iterable[Story]) -> None:
    """Let the parts of all stories happen in the order of time, as they would have: numbers and trail follow it."""
    waiting = [(next(story), place, story) for place, story in enumerate(stories)]
    heapify(waiting)
    while waiting:
        moment, place, story = heappop(waiting)
        with at(moment):
            following = next(story, None)
        if following is not None:
            heappush(waiting, (following, place, story))
