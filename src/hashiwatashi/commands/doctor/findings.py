"""What the doctor says of one part of an installation."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """How good it is; only the last one makes the command fail."""

    GOOD = "ok", _("OK")
    WARNING = "warning", _("WARNING")
    BROKEN = "broken", _("ERROR")


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report: the part, its state, what was seen, and how to mend it."""

    part: str | Promise
    state: State
    seen: str | Promise
    mend: str | Promise = ""


def good(part: str | Promise, seen: str | Promise) -> Finding:
    return Finding(part, State.GOOD, seen)


def warning(part: str | Promise, seen: str | Promise, mend: str | Promise) -> Finding:
    return Finding(part, State.WARNING, seen, mend)


def broken(part: str | Promise, seen: str | Promise, mend: str | Promise) -> Finding:
    return Finding(part, State.BROKEN, seen, mend)
