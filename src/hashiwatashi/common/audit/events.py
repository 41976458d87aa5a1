"""What an audited action is called. Each domain declares its own in ``events.py``, beside the verbs that write them;
docs/admin/audit.md explains each, and a test keeps them equal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.db import models

from hashiwatashi.common.discovery import discover


class Event(models.TextChoices):
    """The base of every domain's events: one member for each action that changes a record."""


@dataclass(frozen=True, slots=True)
class RecordEvents:
    """Under which names new and changed records of a model stand in the audit trail."""

    registered: Event
    changed: Event


@cache
def events() -> Mapping[str, Event]:
    """Every event there is, by the value that stands in the trail, in the order of the domains' names."""
    discover("events")
    return {event.value: event for domain in Event.__subclasses__() for event in domain}
