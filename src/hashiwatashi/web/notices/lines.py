"""What the inbox says of a notice: its line with days as pages write them, and what it is about: the
instrument, or the topic of the consultation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from hashiwatashi.consultations.models import Consultation
from hashiwatashi.licences.models import OperatorLicence
from hashiwatashi.notices.models import Notice
from hashiwatashi.people.models import Account
from hashiwatashi.reservations.models import Reservation
from hashiwatashi.web.formats import called, day, moment
from hashiwatashi.web.notices.leads import href_of

# Parameters are stored as data; nobody's title or name is taken for a day.
_WITH_DAYS = ("day", "until", "course")
_DAY = re.compile(r"\b\d{4}-\d\d-\d\d( \d\d:\d\d)?\b")


@dataclass(frozen=True, slots=True)
class Line:
    """A notice on the page; ``about`` names the instrument or the topic, where the reader may see it."""

    notice: Notice
    href: str
    text: str
    about: str = ""


def lines_of(notices: Iterable[Notice], reader: Account) -> list[Line]:
    """What a reader is shown; at most one query more for each of reservations, licences and consultations."""
    found = list(notices)
    names = {
        **_reserved(_about(found, "reservation-detail"), reader),
        **_licensed(found, reader),
        **_asked(_about(found, "consultation-detail"), reader),
    }
    return [
        Line(one, href_of(one), one.what.line(_written(one.parameters)), names.get(one.about, "")) for one in found
    ]


def _about(notices: Iterable[Notice], leads_to: str) -> list[UUID]:
    return [one.about for one in notices if one.about and one.what.leads_to == leads_to]


def _reserved(uids: list[UUID], reader: Account) -> dict[UUID | None, str]:
    if not uids:
        return {}
    seen = Reservation.objects.visible_to(reader).filter(uid__in=uids).select_related("unit__equipment")
    return {one.uid: called(one.unit.equipment) for one in seen}


def _asked(uids: list[UUID], reader: Account) -> dict[UUID | None, str]:
    if not uids:
        return {}
    return dict(Consultation.objects.visible_to(reader).filter(uid__in=uids).values_list("uid", "topic"))


def _licensed(notices: Iterable[Notice], reader: Account) -> dict[UUID | None, str]:
    uids = _about(notices, "licence-detail")
    if not uids:
        return {}
    seen = OperatorLicence.objects.visible_to(reader).filter(uid__in=uids)
    found = seen.select_related("equipment", "equipment_class")
    return {one.uid: called(one.equipment) if one.equipment else str(one.equipment_class) for one in found}


def _written(parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _DAY.sub(_in_words, value) if name in _WITH_DAYS and isinstance(value, str) else value
        for name, value in parameters.items()
    }


def _in_words(found: re.Match[str]) -> str:
    if not found[1]:
        return day(date.fromisoformat(found[0]))
    zone = timezone.get_default_timezone()
    return moment(datetime.fromisoformat(found[0]).replace(tzinfo=zone))
