"""Consultations over REST, as far as their pages show them: to whoever asked, and to those who answer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router

from hashiwatashi.api.hours import Day
from hashiwatashi.api.paging import Bounds, Page, page
from hashiwatashi.api.routing import public_get, tell_version
from hashiwatashi.api.shapes import OrganisationRef, Shape, reference, reference_or_none
from hashiwatashi.consultations.actions import staff_of
from hashiwatashi.consultations.enums import ConsultationKind, ConsultationStage, HandoffStage
from hashiwatashi.consultations.history import Done, Happening, happenings
from hashiwatashi.consultations.models import Consultation, Handoff
from hashiwatashi.consultations.reading import held, is_overdue, is_staff, readable_by
from hashiwatashi.people.models import Account

router = Router(tags=["consultations"])


class ConsultationOut(Shape):
    """A consultation for those who may see it. ``who_asks`` is empty where no name was told."""

    uid: UUID
    version: int
    number: str
    stage: str
    kind: str
    channel: str
    topic: str
    field: str
    prefecture: str
    municipality: str
    who_asks: str
    is_anonymous: bool
    is_confidential: bool
    is_urgent: bool
    holder: OrganisationRef
    officer: str
    asked_at: datetime
    due_on: date
    due_source: str
    is_overdue: bool
    close_by: date | None
    first_answered_at: datetime | None
    closed_at: datetime | None


class HeldOut(Shape):
    """How long an institution has held it, in all; the sum is the time that has run."""

    organisation: OrganisationRef
    minutes: int


class HandoffOut(Shape):
    """A hand-off under way: it waits for consent or is offered. Whoever consents names its ``uid``."""

    uid: UUID
    stage: str
    giver: OrganisationRef
    receiver: OrganisationRef
    reason: str
    asked_at: datetime
    consented_at: datetime | None


class HappeningOut(Shape):
    """One place of the history. ``what`` is the kind of a line that somebody wrote, or what was done; ``text`` the
    words of the line, or the reason. ``by`` is told to those who answer, as are the minutes; of a consent that was
    noted it is who agreed, how and on which day is ``how`` and ``day``, of another person in charge who it is now."""

    at: datetime
    what: str
    text: str
    organisation: OrganisationRef | None
    by: str
    minutes: int
    is_open: bool
    how: str = ""
    day: date | None = None


class AskerOut(Shape):
    """How to reach whoever asked, and what must be heeded: for those who answer."""

    firm: OrganisationRef | None
    phone: str
    mail: str
    secrecy: str
    urgency: str


class ColleagueOut(Shape):
    """One who can be put in charge."""

    uid: UUID
    name: str


class CaseOut(ConsultationOut):
    """One consultation whole, as far as the caller may read it. ``asker`` is null for all but those who answer,
    ``colleagues`` are those who can be put in charge, for the holder's people."""

    text: str
    result: str
    held: list[HeldOut]
    handoff: HandoffOut | None
    history: list[HappeningOut]
    asker: AskerOut | None
    colleagues: list[ColleagueOut]


class CaseBounds(Bounds):
    """``holder`` is who holds it now; ``mine`` those that you are in charge of, or that you or your firm asked;
    ``due_until`` those that owe an answer until that day."""

    stage: ConsultationStage | None = None
    kind: ConsultationKind | None = None
    holder: UUID | None = None
    mine: bool = False
    due_until: Day | None = None


@public_get(
    router,
    "/consultations",
    response=Page[ConsultationOut],
    summary="Your consultations, and those of your institution",
)
def list_consultations(request: HttpRequest, bounds: Query[CaseBounds]) -> Any:
    account = request.user if isinstance(request.user, Account) else None
    seen = Consultation.objects.visible_to(request.user)
    found = (seen.listed_for(account) if account else seen.none()).for_lists()
    equal = {"stage": bounds.stage, "kind": bounds.kind, "holder__uid": bounds.holder}
    found = found.filter(**{name: value for name, value in equal.items() if value})
    if bounds.due_until:
        found = found.waiting().filter(due_on__lte=bounds.due_until)
    if bounds.mine and account:
        found = found.filter(_mine(account))
    return page(request, found, bounds, present)


@public_get(router, "/consultations/{uuid:uid}", response=CaseOut, summary="One consultation with its history")
def one_consultation(request: HttpRequest, uid: UUID) -> Any:
    return present_case(tell_version(request, visible(request, uid)), request.user)


def visible(request: HttpRequest, uid: UUID) -> Consultation:
    """The consultation as the caller sees it; there is none for others."""
    record: Consultation = get_object_or_404(Consultation.objects.visible_to(request.user).for_lists(), uid=uid)
    return record


def present(record: Consultation) -> ConsultationOut:
    """A record as the lists of the API give it."""
    return ConsultationOut(**_told(record))


def present_case(record: Consultation, reader: Any) -> CaseOut:
    """A record as the API gives it to one who may see it."""
    account = reader if isinstance(reader, Account) else None
    periods = list(record.periods.select_related("organisation"))
    handoffs = list(record.handoffs.for_lists())
    lines = record.entries.select_related("by", "organisation").filter(readable_by(account, periods))
    changes = record.officer_changes.select_related("organisation", "before", "after")
    staff = is_staff(account, record, periods)
    return CaseOut(
        **_told(record),
        text=record.text,
        result=record.result,
        held=[_held(one.organisation, one.lasted.total_seconds()) for one in held(periods, timezone.now())],
        handoff=next((_handoff(one) for one in handoffs if one.stage in _UNDER_WAY), None),
        history=[_happening(one, is_staff=staff) for one in happenings(record, lines, periods, handoffs, changes)],
        asker=_asker(record) if staff else None,
        colleagues=_colleagues(record, account),
    )


_UNDER_WAY = (HandoffStage.CONSENT, HandoffStage.OFFERED)


def _mine(account: Account) -> Q:
    return Q(officer=account) | Q(asker=account) | Q(firm__in=account.current_organisation_ids)


_SAME = (
    "uid",
    "version",
    "number",
    "stage",
    "kind",
    "channel",
    "topic",
    "who_asks",
    "is_anonymous",
    "is_confidential",
    "due_on",
    "due_source",
    "close_by",
)


def _told(record: Consultation) -> dict[str, Any]:
    return {
        **{name: getattr(record, name) for name in _SAME},
        "field": record.field.code if record.field else "",
        "prefecture": record.prefecture_id,
        "municipality": record.municipality.code if record.municipality else "",
        "is_urgent": bool(record.urgency),
        "holder": reference(record.holder),
        "officer": str(record.officer or ""),
        "asked_at": timezone.localtime(record.asked_at),
        "is_overdue": is_overdue(record, timezone.now()),
        "first_answered_at": _local(record.first_answered_at),
        "closed_at": _local(record.closed_at),
    }


def _held(organisation: Any, seconds: float) -> HeldOut:
    return HeldOut(organisation=reference(organisation), minutes=int(seconds // 60))


def _handoff(record: Handoff) -> HandoffOut:
    return HandoffOut(
        uid=record.uid,
        stage=record.stage,
        giver=reference(record.giver),
        receiver=reference(record.receiver),
        reason=record.reason,
        asked_at=timezone.localtime(record.created_at),
        consented_at=_local(record.consented_at),
    )


def _happening(one: Happening, *, is_staff: bool) -> HappeningOut:
    if one.entry is None:
        return _step(one, is_staff=is_staff)
    line = one.entry
    return HappeningOut(
        at=timezone.localtime(one.at),
        what=line.kind,
        text=line.text,
        organisation=reference_or_none(line.organisation),
        by=str(one.writer or "") if is_staff else "",
        minutes=line.minutes if is_staff else 0,
        is_open=line.is_open,
    )


def _step(one: Happening, *, is_staff: bool) -> HappeningOut:
    noted = one.handoff if one.done == Done.CONSENT_NOTED else None
    return HappeningOut(
        at=timezone.localtime(one.at),
        what=one.done or "",
        text=one.reason,
        organisation=reference_or_none(one.organisation),
        by=noted.agreed_by if noted else _in_charge(one) if is_staff else "",
        minutes=0,
        is_open=True,
        how=noted.agreed_how if noted else "",
        day=noted.agreed_on if noted else None,
    )


def _in_charge(one: Happening) -> str:
    return str(one.change.after or "") if one.change else ""


def _asker(record: Consultation) -> AskerOut:
    return AskerOut(
        firm=reference_or_none(record.firm),
        phone=record.contact_phone,
        mail=record.contact_mail,
        secrecy=record.secrecy,
        urgency=record.urgency,
    )


def _colleagues(record: Consultation, reader: Account | None) -> list[ColleagueOut]:
    if reader is None or not reader.has_perm("hashiwatashi.handle_consultation", record):
        return []
    return [ColleagueOut(uid=one.uid, name=str(one)) for one in staff_of(record.holder)]


def _local(moment: datetime | None) -> datetime | None:
    return timezone.localtime(moment) if moment else None
