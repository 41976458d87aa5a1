"""Who is to answer a question, and within how many days: whoever has declared to, else whoever is nearest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from hashiwatashi.areas.gazetteer import Place
from hashiwatashi.areas.models import Prefecture
from hashiwatashi.consultations.enums import ConsultationKind
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.duties.enums import Function
from hashiwatashi.duties.models import Duty
from hashiwatashi.duties.who import Asked, nearby, who_answers
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.organisations.models import Organisation

#: What an institution that has declared nothing answers within.
USUAL_DAYS = 5
_FUNCTIONS = {
    ConsultationKind.TECHNICAL: Function.CONSULTATION,
    ConsultationKind.INTELLECTUAL_PROPERTY: Function.INTELLECTUAL_PROPERTY,
    ConsultationKind.LIFE: Function.LIFE,
}


@dataclass(frozen=True, slots=True)
class Promise:
    """An institution that answers: ``duty`` is its declaration, ``near`` the prefecture if it is not the asker's."""

    organisation: Organisation
    duty: Duty | None = None
    near: Prefecture | None = None

    @property
    def days(self) -> int:
        return self.duty.target_days if self.duty else USUAL_DAYS


def promises(kind: ConsultationKind, place: Place, field: str, day: date) -> list[Promise]:
    """Who may answer, the best one first, each institution once: those who have declared to in the place, those of
    the nearest prefectures, and the prefecture's own public labs, which have declared nothing."""
    return list({one.organisation.pk: one for one in reversed(list(_found(kind, place, field, day)))}.values())[::-1]


def days_for(consultation: Consultation) -> int:
    """Within how many working days the holder of a consultation answers by its declaration today."""
    place = (consultation.prefecture, consultation.municipality)
    code = consultation.field.code if consultation.field else ""
    found = _declared(ConsultationKind(consultation.kind), place, code, timezone.localdate())
    return next((duty.target_days for duty in found if duty.owner_id == consultation.holder_id), USUAL_DAYS)


def _found(kind: ConsultationKind, place: Place, field: str, day: date) -> Iterator[Promise]:
    declared = _declared(kind, place, field, day)
    yield from (Promise(duty.owner, duty) for duty in declared)
    if not declared:
        for area, answer in nearby(_asked(kind, place, field), day):
            yield from (Promise(duty.owner, duty, area) for duty in answer.duties)
        labs = Organisation.objects.active().filter(kind=OrganisationKind.PUBLIC_LAB, prefecture=place[0])
        yield from (Promise(lab) for lab in labs.order_by("name", "pk")[:5])


def _declared(kind: ConsultationKind, place: Place, field: str, day: date) -> tuple[Duty, ...]:
    (answer,) = who_answers([_asked(kind, place, field)], day)
    return answer.duties


def _asked(kind: ConsultationKind, place: Place, field: str) -> Asked:
    prefecture, municipality = place
    return Asked(_FUNCTIONS[kind], prefecture.code, municipality.code if municipality else "", field)
