"""Who is to answer a question, and within how many days: whoever has declared to, else whoever is nearest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from hashiwatashi.areas.gazetteer import Place
from hashiwatashi.areas.models import Prefecture
from hashiwatashi.areas.offices import nearest
from hashiwatashi.consultations.enums import ConsultationKind
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.consultations.rules import STAFF
from hashiwatashi.duties.enums import Function
from hashiwatashi.duties.models import Duty
from hashiwatashi.duties.who import Asked, nearby, who_answers
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Membership

#: What an institution that has declared nothing answers within.
USUAL_DAYS = 5
_LABS = 20
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
    return list(
        {one.organisation.pk: one for one in reversed(list(_staffed(_found(kind, place, field, day))))}.values()
    )[::-1]


def days_for(consultation: Consultation) -> int:
    """Within how many working days the holder of a consultation answers by its declaration today."""
    place = (consultation.prefecture, consultation.municipality)
    code = consultation.field.code if consultation.field else ""
    found = _declared(ConsultationKind(consultation.kind), place, code, timezone.localdate())
    return next((duty.target_days for duty in found if duty.owner_id == consultation.holder_id), USUAL_DAYS)


def _staffed(found: Iterator[Promise]) -> Iterator[Promise]:
    """Those that can answer: no firms, and somebody acts for them here."""
    listed = [one for one in found if one.organisation.kind != OrganisationKind.FIRM]
    held = Membership.objects.able_to_act_on(timezone.localdate()).filter(role__in=STAFF)
    staffed = set(
        held.filter(organisation__in=[one.organisation.pk for one in listed]).values_list("organisation", flat=True)
    )
    return (one for one in listed if one.organisation.pk in staffed)


def _found(kind: ConsultationKind, place: Place, field: str, day: date) -> Iterator[Promise]:
    declared = _declared(kind, place, field, day)
    yield from (Promise(duty.owner, duty) for duty in declared)
    if not declared:
        for area, answer in nearby(_asked(kind, place, field), day):
            yield from (Promise(duty.owner, duty, area) for duty in answer.duties)
        yield from _labs(place[0])


def _labs(area: Prefecture) -> Iterator[Promise]:
    """Public labs that have declared nothing: the prefecture's own, then those of the nearest ones."""
    labs = Organisation.objects.active().filter(kind=OrganisationKind.PUBLIC_LAB).exclude(prefecture=None)
    order = {code: place for place, code in enumerate(nearest(area.code))}
    listed = sorted(
        labs.select_related("prefecture"), key=lambda lab: (order.get(str(lab.prefecture_id), 99), lab.name, lab.pk)
    )
    yield from (Promise(lab, near=lab.prefecture if lab.prefecture != area else None) for lab in listed[:_LABS])


def _declared(kind: ConsultationKind, place: Place, field: str, day: date) -> tuple[Duty, ...]:
    (answer,) = who_answers([_asked(kind, place, field)], day)
    return answer.duties


def _asked(kind: ConsultationKind, place: Place, field: str) -> Asked:
    prefecture, municipality = place
    return Asked(_FUNCTIONS[kind], prefecture.code, municipality.code if municipality else "", field)
