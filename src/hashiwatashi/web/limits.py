"""What one visitor may ask of the site, so that nobody keeps the others from it."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import BoundedSemaphore, Lock

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from hashiwatashi.common.errors import TooMany, Unavailable
from hashiwatashi.web.errors import refused

GetResponse = Callable[[HttpRequest], HttpResponseBase]
_MINUTE = 60.0
# The least recently seen are forgotten beyond so many, so that memory is bounded.
_VISITORS = 10_000
# Threads that are kept free for readers while others wait to write.
_FOR_READERS = 2
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# What is sent there is searched for, and nothing is stored: by POST, so that it stands in no address.
_SEARCHED = "/consultations/suggestions/"


@dataclass(frozen=True, slots=True)
class Budget:
    """What is left of a visitor's requests, and the seconds until all of them are there again."""

    left: int
    full_in: int
    is_spent: bool


class Budgets:
    """A bucket for each visitor that fills evenly, ``per_minute`` requests a minute."""

    def __init__(self) -> None:
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def take(self, visitor: str, per_minute: int, now: float) -> Budget:
        """One request less for ``visitor``; ``now`` is in seconds of a clock that only goes forward."""
        with self._lock:
            left, seen = self._buckets.pop(visitor, (float(per_minute), now))
            left = min(float(per_minute), left + (now - seen) * per_minute / _MINUTE)
            is_spent = left < 1
            left = left if is_spent else left - 1
            self._buckets[visitor] = (left, now)
            while len(self._buckets) > _VISITORS:
                self._buckets.popitem(last=False)
        return Budget(int(left), math.ceil((per_minute - left) * _MINUTE / per_minute), is_spent)


def _is_counted(request: HttpRequest) -> bool:
    """Whether an answer costs more than reading: searches, calls of the API, printed forms."""
    path = request.path_info
    is_search = path == "/" and bool(request.GET)
    return is_search or path == _SEARCHED or path.startswith("/api/") or path.endswith(".pdf")


class VisitorLimitMiddleware:
    """What costs more than reading is counted by address, in each web process; all else is free."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self._budgets = Budgets()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _is_counted(request):
            return self.get_response(request)
        limit = settings.REQUESTS_PER_MINUTE
        budget = self._budgets.take(request.META.get("REMOTE_ADDR", ""), limit, time.monotonic())
        response: HttpResponseBase
        if budget.is_spent:
            message = _("At most %(limit)d requests a minute. Wait a moment, then try again.") % {"limit": limit}
            response = refused(TooMany(message))
            response["Retry-After"] = str(math.ceil(_MINUTE / limit))
        else:
            response = self.get_response(request)
        response["RateLimit-Limit"] = str(limit)
        response["RateLimit-Remaining"] = str(budget.left)
        response["RateLimit-Reset"] = str(budget.full_in)
        return response


class WritersMiddleware:
    """SQLite lets one write at a time. Those who wait for it may not take all threads: readers go on meanwhile."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self._places = BoundedSemaphore(max(1, settings.WEB_THREADS - _FOR_READERS))

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in _SAFE or request.path_info == _SEARCHED or connection.vendor != "sqlite":
            return self.get_response(request)
        if not self._places.acquire(blocking=False):
            message = _("Many people are saving at the moment. Try again in a few seconds.")
            response = refused(Unavailable(message))
            response["Retry-After"] = "2"
            return response
        try:
            return self.get_response(request)
        finally:
            self._places.release()
