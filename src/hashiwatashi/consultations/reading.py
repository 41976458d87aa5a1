"""Who reads what of a consultation, and how long each institution has held it; the same on pages and over REST."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from hashiwatashi.consultations.models import Consultation, HolderPeriod
from hashiwatashi.consultations.rules import inherits
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account


@dataclass(frozen=True, slots=True)
class Held:
    """An institution and how long it has held a consultation, in all."""

    organisation: Organisation
    lasted: timedelta

    @property
    def days(self) -> int:
        return self.lasted.days

    @property
    def hours(self) -> int:
        return self.lasted.seconds // 3600


def held(periods: Iterable[HolderPeriod], now: datetime) -> list[Held]:
    """Each institution once, however often it was reopened there, in the order in which they first held it."""
    lasted: dict[Organisation, timedelta] = {}
    for period in periods:
        lasted[period.organisation] = lasted.get(period.organisation, timedelta()) + period.lasted(now)
    return [Held(organisation, time) for organisation, time in lasted.items()]


def readable_by(reader: Account | None, periods: Iterable[HolderPeriod]) -> Q:
    """The lines that somebody reads: open ones and, of colleagues' notes, those of one's own institution alone."""
    if reader is None:
        return Q(is_open=True)
    holders = {period.organisation_id for period in periods}
    return Q(is_open=True) | Q(organisation__in=reader.current_desk_ids & holders)


def is_staff(reader: Account | None, record: Consultation, periods: Iterable[HolderPeriod]) -> bool:
    """Whether the reader answers at an institution that holds or has held it, or that took over a body which closed
    it: to them it is told how to reach whoever asked, and which colleague wrote what."""
    own = reader.current_desk_ids if reader else frozenset()
    if any(period.organisation_id in own for period in periods):
        return True
    return bool(own) and record.closed_at is not None and inherits(own, record)


def is_overdue(record: Consultation, now: datetime) -> bool:
    """Whether the promised day has passed without an answer."""
    return record.owes_answer and timezone.localdate(now) > record.due_on
