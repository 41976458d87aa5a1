"""How often an hour whoever asked may do what sends mails and notices to others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.errors import TooMany
from hashiwatashi.consultations.enums import EntryKind
from hashiwatashi.consultations.events import ConsultationEvent
from hashiwatashi.consultations.models import Consultation

WINDOW = timedelta(hours=1)
MOST_LINES = 20
MOST_LINKS = MOST_REOPENINGS = 5


def check_lines(consultation: Consultation, now: datetime) -> None:
    """Raises `TooMany` once whoever asked has added `MOST_LINES` within an hour."""
    lines = consultation.entries.filter(kind=EntryKind.QUESTION)
    told = _("At most %(most)d additions an hour. Write the rest after %(time)s, or call the institution.")
    _check(_moments(lines, now), MOST_LINES, told)


def check_links(consultation: Consultation, now: datetime) -> None:
    """Raises `TooMany` once `MOST_LINKS` new links were mailed within an hour, whoever asked for them."""
    told = _("At most %(most)d new links an hour. The newest mail has the link that holds; another after %(time)s.")
    _check(_moments(_done(consultation, ConsultationEvent.LINK_REPLACED), now), MOST_LINKS, told)


def check_reopenings(consultation: Consultation, now: datetime) -> None:
    """Raises `TooMany` once it was reopened `MOST_REOPENINGS` times within an hour."""
    told = _("It was reopened %(most)d times within an hour. Again after %(time)s, or call the institution.")
    _check(_moments(_done(consultation, ConsultationEvent.REOPENED), now), MOST_REOPENINGS, told)


def _done(consultation: Consultation, event: ConsultationEvent) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(subject_uid=consultation.uid, event=event)


def _moments(rows: QuerySet[Any], now: datetime) -> Iterable[datetime]:
    return rows.filter(at__gt=now - WINDOW).order_by("-at", "-pk").values_list("at", flat=True)


def _check(moments: Iterable[datetime], most: int, told: str | Promise) -> None:
    found = list(moments)
    if len(found) >= most:
        again = timezone.localtime(found[most - 1] + WINDOW + timedelta(minutes=1))
        raise TooMany(str(told) % {"most": most, "time": f"{again:%H:%M}"})
