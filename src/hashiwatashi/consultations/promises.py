"""Who is to answer a question, and within how many days: whoever has declared to, else whoever is nearest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from hashiwatashi.areas.gazetteer import Place
from hashiwatashi.areas.models import Prefecture
from hashiwatashi.areas.offices import nearest
from hashiwatashi.common.calendar import after_working_days
from hashiwatashi.consultations.enums import ConsultationKind, PromiseSource
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.consultations.rules import STAFF
from hashiwatashi.duties.enums import Function
from hashiwatashi.duties.models import Duty, Target
from hashiwatashi.duties.targets import targets_on
from hashiwatashi.duties.who import Asked, nearby, who_answers
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.organisations.mergers import heir_of
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Membership

#: What an institution that has declared nothing answers within.
USUAL_DAYS = 5
_LABS = 20
#: What declarations and targets call the kinds.
FUNCTIONS = {
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
    target: Target | None = None

    # An institution that has declared one number of days and set another has given its word twice, and whoever asks
    # is told one day: the earlier. Answered by then, both are kept; by the later, one of them would be broken.
    @property
    def days(self) -> int:
        return min((days for days, _source in self._given), default=USUAL_DAYS)

    @property
    def source(self) -> PromiseSource:
        """From where `days` comes; of two that are equal the declaration, which is published."""
        return min(self._given, key=lambda one: one[0], default=(USUAL_DAYS, PromiseSource.USUAL))[1]

    @property
    def _given(self) -> list[tuple[int, PromiseSource]]:
        declared = [(self.duty.target_days, PromiseSource.DECLARED)] if self.duty else []
        return declared + ([(self.target.answer_days, PromiseSource.TARGET)] if self.target else [])

    def values(self, now: datetime) -> dict[str, Any]:
        """What `actions.ask` takes of it, for a question that is asked now."""
        close_days = self.target.close_days if self.target else None
        close_by = after_working_days(timezone.localdate(now), close_days) if close_days else None
        return {"days": self.days, "due_source": self.source, "close_by": close_by}


def promises(kind: ConsultationKind, place: Place, field: str, day: date) -> list[Promise]:
    """Who may answer, the best one first, each institution once: those who have declared to in the place, those of
    the nearest prefectures, and the prefecture's own public labs, which have declared nothing."""
    found = list(_staffed(_found(kind, place, field, day)))
    first = list({one.organisation.pk: one for one in reversed(found)}.values())[::-1]
    targets = targets_on([one.organisation.pk for one in first], FUNCTIONS[kind], field, day)
    return [replace(one, target=targets.get(one.organisation.pk)) for one in first]


def promise_of(organisation: Organisation, kind: ConsultationKind, place: Place, field: str, day: date) -> Promise:
    """What one institution promises to whoever asks from a place: by its declaration, its target, or neither."""
    declared = _declared(kind, place, field, day)
    duty = next((duty for duty in declared if duty.owner_id == organisation.pk), None)
    target = targets_on([organisation.pk], FUNCTIONS[kind], field, day).get(organisation.pk)
    return Promise(organisation, duty, target=target)


def answering(organisations: Iterable[Organisation]) -> frozenset[int]:
    """Which of them can answer: no firms, and somebody acts for them here; in one query."""
    listed = {one.pk for one in organisations if one.kind != OrganisationKind.FIRM}
    held = Membership.objects.able_to_act_on(timezone.localdate()).filter(role__in=STAFF, organisation__in=listed)
    return frozenset(held.values_list("organisation", flat=True))


def days_for(consultation: Consultation) -> int:
    """Within how many working days the holder of a consultation answers by what it promises today."""
    return promise_for(consultation).days


def promises_for(consultation: Consultation) -> list[Promise]:
    """Who would answer a consultation if it were asked today, the best one first."""
    code = consultation.field.code if consultation.field else ""
    place = (consultation.prefecture, consultation.municipality)
    return promises(ConsultationKind(consultation.kind), place, code, timezone.localdate())


def promise_for(consultation: Consultation) -> Promise:
    """What the holder of a consultation, or the successor it has merged into, promises today."""
    place = (consultation.prefecture, consultation.municipality)
    code = consultation.field.code if consultation.field else ""
    kind = ConsultationKind(consultation.kind)
    return promise_of(heir_of(consultation.holder), kind, place, code, timezone.localdate())


def desk_of(consultation: Consultation, since: datetime) -> Duty | None:
    """The declaration by which the holder answers, for the place or as one that is near, as it stood when it began to
    hold it: what was told then."""
    place = (consultation.prefecture, consultation.municipality)
    code = consultation.field.code if consultation.field else ""
    kind, day = ConsultationKind(consultation.kind), timezone.localdate(since)
    found = _declared(kind, place, code, day) or _declared_near(kind, place, code, day)
    return next((duty for duty in found if duty.owner_id == consultation.holder_id), None)


def _staffed(found: Iterator[Promise]) -> Iterator[Promise]:
    """Those that can answer."""
    listed = list(found)
    staffed = answering(one.organisation for one in listed)
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


def _declared_near(kind: ConsultationKind, place: Place, field: str, day: date) -> tuple[Duty, ...]:
    near = nearby(_asked(kind, place, field), day)
    return tuple(duty for _area, answer in near for duty in answer.duties)


def _asked(kind: ConsultationKind, place: Place, field: str) -> Asked:
    prefecture, municipality = place
    return Asked(FUNCTIONS[kind], prefecture.code, municipality.code if municipality else "", field)
