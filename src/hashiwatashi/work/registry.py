"""The kinds of long work, each declared by the domain that does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from hashiwatashi.common.errors import NotFound
from hashiwatashi.work.models import Work

# Hears (done, total), as often as the work likes.
Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a piece of work: ``report`` as JSON, ``file`` the name of a file in the work's folder."""

    report: dict[str, Any] = field(default_factory=dict)
    file: str = ""


Worker = Callable[[Work, Tell], Result]


@dataclass(frozen=True, slots=True)
class KindOfWork:
    """What it is called and who does it. ``may`` is the permission that its owner needs; empty for none.

    ``is_told`` says whether its owner is told by a notice when a worker has done it.
    """

    name: str
    label: str | Promise
    do: Worker
    may: str = ""
    is_told: Callable[[Work], bool] = field(default=lambda work: True)


KINDS: dict[str, KindOfWork] = {}


def kind_of_work(
    name: str,
    label: str | Promise,
    *,
    may: str = "",
    is_told: Callable[[Work], bool] = lambda work: True,
) -> Callable[[Worker], Worker]:
    """Declare that a function does the work called ``name``.

    It is called in a worker, in the language of whoever asked, with the work and somebody to tell the progress to.
    Where it fails it raises a `DomainError` whose message says how to mend it; what must not be stored in half it
    does in one transaction with its reports of progress inside. Raises `ValueError` for a name that is taken.
    """

    def declare(do: Worker) -> Worker:
        if name in KINDS:
            raise ValueError(f"There is a kind of work {name!r} already.")
        KINDS[name] = KindOfWork(name, label, do, may, is_told)
        return do

    return declare


def kind_named(name: str) -> KindOfWork:
    """Raises `NotFound` where no domain declares it (any more)."""
    if name not in KINDS:
        raise NotFound(f"There is no kind of work {name!r}.")
    return KINDS[name]
