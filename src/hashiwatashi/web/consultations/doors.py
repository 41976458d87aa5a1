"""The right doors for a question: who has declared to answer it, and whoever in the country has what it takes."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.consultations.enums import ConsultationKind, ConsultationStage
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.consultations.promises import Promise, answering, promises
from hashiwatashi.consultations.rules import STAFF
from hashiwatashi.matching.alike import alike
from hashiwatashi.matching.answers import Suggestion
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.errors import IndexUnreadable
from hashiwatashi.matching.suggest import suggest_many
from hashiwatashi.organisations.enums import OrganisationStatus
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account
from hashiwatashi.web.rooms import card_of

#: So many doors are shown, each with so many reasons of a sort.
MOST_DOORS, MOST_REASONS = 10, 3
# How many records of a kind are looked at, how many earlier cases, and how much of the question.
_LOOKED_AT, _CASES, _READ = 10, 1_000, 1_000
_KINDS = (Kind.EQUIPMENT, Kind.EXPERT, Kind.SEED, Kind.STORY)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an institution may answer better; ``what`` leads to the page of the record that says so."""

    label: str
    what: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class RightDoor:
    """An institution that may answer a question, and why."""

    organisation: Organisation
    reasons: list[Reason] = field(default_factory=list)


def doors_for(record: Consultation, reader: Account) -> list[RightDoor]:
    """Whom to hand a consultation to, best first, at most `MOST_DOORS`; never a firm, nor one that has held it.

    Those who have declared to answer it here come first, then those who own, know or have answered something that
    fits it, wherever they are, then the nearest. Only what the reader may see is told.
    """
    found = list(_promised(record))
    here = [one for one in found if one.duty is not None and one.near is None]
    others = [one for one in found if one not in here]
    told = [*_of_promises(here), *_of_records(record, reader), *_of_cases(record, reader), *_of_promises(others)]
    return _gathered(record, told)


def _promised(record: Consultation) -> list[Promise]:
    code = record.field.code if record.field else ""
    place = (record.prefecture, record.municipality)
    return promises(ConsultationKind(record.kind), place, code, timezone.localdate())


def _of_promises(found: Iterable[Promise]) -> Iterator[tuple[Organisation, Reason]]:
    for one in found:
        if one.duty is None:
            yield one.organisation, Reason(_("public lab of the prefecture"))
        else:
            label = _("has declared to answer this") + (f" ({one.near})" if one.near else "")
            yield one.organisation, Reason(label, one.duty.responsible)


def _of_records(record: Consultation, reader: Account) -> list[tuple[Organisation, Reason]]:
    """By what institutions own and know. Empty while the index cannot be read: one can still hand off by name."""
    text = f"{record.topic} {record.text}".strip()[:_READ]
    try:
        found = suggest_many([text], visitor=reader, home=record.prefecture, kinds=_KINDS, per_kind=_LOOKED_AT)
        groups = next(found).groups
    except IndexUnreadable as error:
        _log.error("no doors are suggested by what institutions own: %s", error)
        return []
    hits = [one for group in groups for one in _hits(group.suggestions, group.best_elsewhere)]
    cards = [card_of(one.record) for one in hits]
    return [(card.owner, Reason(_label(card.kind), card.title, card.href)) for card in cards if card.owner]


def _hits(listed: tuple[Suggestion, ...], elsewhere: Suggestion | None) -> tuple[Suggestion, ...]:
    return (*listed, elsewhere) if elsewhere else listed


def _label(kind: Kind) -> str:
    return {
        Kind.EQUIPMENT: _("owns"),
        Kind.EXPERT: _("has an expert"),
        Kind.SEED: _("has a seed"),
        Kind.STORY: _("has helped with"),
    }[kind]


def _of_cases(record: Consultation, reader: Account) -> list[tuple[Organisation, Reason]]:
    """By earlier cases like it that the reader's institution handed on, and another one answered."""
    own = frozenset(m.organisation_id for m in reader.current_memberships if m.role in STAFF)
    closed = Consultation.objects.visible_to(reader).handed_on_by(own).filter(stage=ConsultationStage.DONE)
    cases = list(closed.exclude(pk=record.pk).select_related("holder").order_by("-closed_at", "-pk")[:_CASES])
    like = alike(f"{record.topic}\n{record.text}", [f"{one.topic}\n{one.text}" for one in cases], MOST_REASONS)
    listed = [cases[one.place] for one in like if any(len(word) > 1 for word in one.words)]
    return [(case.holder, Reason(_("answered an earlier case"), str(case), _address(case))) for case in listed]


def _address(case: Consultation) -> str:
    return reverse("consultation-detail", args=[case.uid])


def _gathered(record: Consultation, told: list[tuple[Organisation, Reason]]) -> list[RightDoor]:
    """Each institution once, with all of its reasons."""
    held = set(record.periods.values_list("organisation", flat=True))
    may = answering([one for one, _reason in told if one.pk not in held and one.status == OrganisationStatus.ACTIVE])
    doors: dict[int, RightDoor] = {}
    for organisation, reason in told:
        if organisation.pk in may:
            door = doors.setdefault(organisation.pk, RightDoor(organisation))
            if sum(one.label == reason.label for one in door.reasons) < MOST_REASONS:
                door.reasons.append(reason)
    return list(doors.values())[:MOST_DOORS]
