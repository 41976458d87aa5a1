"""Steps with a consultation over REST: those of the pages, by the same actions, for the same people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from hashiwatashi.api.asking import Minutes, Name, Words, own_key
from hashiwatashi.api.changing import IfMatch, version_in
from hashiwatashi.api.consultations import CaseOut, present_case, visible
from hashiwatashi.api.hours import Day
from hashiwatashi.api.once import once
from hashiwatashi.api.paging import Line
from hashiwatashi.api.reservations import Key, account_of
from hashiwatashi.api.routing import account_post
from hashiwatashi.common.errors import EditConflict, InvalidInput
from hashiwatashi.consultations.actions import staff_of
from hashiwatashi.consultations.enums import FoundBy, Usefulness
from hashiwatashi.consultations.handing import offer
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.consultations.steps import ASKERS, STAFF, act, check_may
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account

router = Router(tags=["consultations"])
Verb = Literal[
    "take",
    "assign",
    "close",
    "hand-off",
    "accept",
    "return",
    "cancel",
    "note-consent",
    "link",
    "consent",
    "decline",
    "withdraw",
    "reopen",
    "judge",
]
_WRITTEN = Annotated[Words, Field(min_length=1)]


class AnswerIn(Schema):
    """The answer to whoever asked, and the minutes it took."""

    model_config = ConfigDict(extra="forbid")
    text: _WRITTEN
    minutes: Minutes = 15


class NoteIn(Schema):
    """A call or a visit, which whoever asked reads, or a note among colleagues, which is theirs alone."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["call", "visit", "note"] = "call"
    text: _WRITTEN
    minutes: Minutes = 10


class AdditionIn(Schema):
    """What whoever asked adds."""

    model_config = ConfigDict(extra="forbid")
    text: _WRITTEN


class StepIn(Schema):
    """What a step needs to know: ``officer`` who is put in charge, ``result`` of closing what helped, ``receiver``
    and ``reason`` of a hand-off, ``reason`` of returning it, ``handoff`` to which is consented or not, ``agreed_by``,
    ``how`` and ``day`` of a consent that is noted, ``text`` of reopening what is asked now, ``usefulness``, ``why``
    and ``found_by`` of judging."""

    model_config = ConfigDict(extra="forbid")
    officer: UUID | None = None
    result: Words = ""
    receiver: UUID | None = None
    reason: Line = ""
    handoff: UUID | None = None
    agreed_by: Name = ""
    how: Literal["phone", "mail", "counter", "visit"] = "phone"
    day: Day | None = None
    text: Words = ""
    usefulness: Usefulness | None = None
    why: Line = ""
    found_by: FoundBy | None = None


@account_post(
    router,
    "/consultations/{uuid:uid}/answer",
    "handle_consultation on the record",
    response=CaseOut,
    summary="Answer a question",
)
def answer(request: HttpRequest, uid: UUID, told: AnswerIn, idempotency_key: Key = None) -> Any:
    return _written(request, uid, "answer", told, idempotency_key)


@account_post(
    router,
    "/consultations/{uuid:uid}/note",
    "handle_consultation on the record",
    response=CaseOut,
    summary="Note a call, a visit or something for colleagues",
)
def note(request: HttpRequest, uid: UUID, told: NoteIn, idempotency_key: Key = None) -> Any:
    return _written(request, uid, "note", told, idempotency_key)


@account_post(
    router,
    "/consultations/{uuid:uid}/add",
    "follow_consultation on the record",
    response=CaseOut,
    summary="Add something to one's own question",
)
def add(request: HttpRequest, uid: UUID, told: AdditionIn, idempotency_key: Key = None) -> Any:
    return _written(request, uid, "add", told, idempotency_key)


@account_post(
    router,
    "/consultations/{uuid:uid}/{verb}",
    "of the step, on the record",
    response=CaseOut | None,
    summary="Take a step with a consultation; the answer is null where you may not read it any more",
)
def step(request: HttpRequest, uid: UUID, verb: Verb, told: StepIn, if_match: IfMatch = "") -> Any:
    account, record = account_of(request), visible(request, uid)
    with transaction.atomic():
        _check_version(record, if_match)
        if verb == "hand-off":
            _hand_off(record, account, told)
        else:
            _take_step(record, verb.replace("-", "_"), account, told)
    seen = Consultation.objects.visible_to(account).filter(uid=uid).exists()
    return present_case(visible(request, uid), account) if seen else None


def _written(request: HttpRequest, uid: UUID, verb: str, told: Schema, key: UUID | None) -> CaseOut:
    """A line of the history, stored once with its key."""
    account, record = account_of(request), visible(request, uid)
    check_may(record, verb, by=account)
    values = {**told.model_dump(), "key": own_key(key, account, f"{verb} {uid}")}
    once(key, lambda: act({**ASKERS, **STAFF}, verb, record, account, values))
    return present_case(visible(request, uid), account)


def _take_step(record: Consultation, verb: str, account: Account, told: StepIn) -> None:
    check_may(record, verb, by=account)
    values = _VALUES[verb](record, told) if verb in _VALUES else {}
    act({**ASKERS, **STAFF}, verb, record, account, values)


def _hand_off(record: Consultation, account: Account, told: StepIn) -> None:
    check_may(record, "assign", by=account)
    seen = Organisation.objects.visible_to(account)
    receiver = seen.filter(uid=told.receiver).first() if told.receiver else None
    if receiver is None:
        raise InvalidInput.of("receiver", _("There is no such institution."))
    offer(record, receiver, by=account, reason=told.reason)


def _check_version(record: Consultation, if_match: str) -> None:
    """Where the caller says which version was read, nothing is done with another. Raises `EditConflict`."""
    version = version_in(if_match)
    if version is None:
        return
    stored = Consultation._base_manager.select_for_update().get(pk=record.pk)
    if stored.version != version:
        raise EditConflict(_("Somebody else changed this record meanwhile."), record=stored, changes={})


def _officer(record: Consultation, told: StepIn) -> dict[str, Any]:
    officer = next((one for one in staff_of(record.holder) if one.uid == told.officer), None)
    if officer is None:
        raise InvalidInput.of("officer", _("This person does not handle consultations of the institution."))
    return {"officer": officer}


def _judgement(_record: Consultation, told: StepIn) -> dict[str, Any]:
    if told.usefulness is None:
        raise InvalidInput.of("usefulness", _("Say whether it helped."))
    return {"usefulness": told.usefulness, "why": told.why, "found_by": told.found_by or ""}


def _consent_told(_record: Consultation, told: StepIn) -> dict[str, Any]:
    return {"agreed_by": told.agreed_by, "how": told.how, "day": told.day or timezone.localdate()}


def _reason_told(_record: Consultation, told: StepIn) -> dict[str, Any]:
    if not told.reason.strip():
        raise InvalidInput.of("reason", _("Say why, and who could answer it better."))
    return {"answer": told.reason}


# What the steps take, by their verbs.
_VALUES: Mapping[str, Callable[[Consultation, StepIn], dict[str, Any]]] = {
    "assign": _officer,
    "close": lambda _one, told: {"result": told.result},
    "return": _reason_told,
    "note_consent": _consent_told,
    "consent": lambda _one, told: {"handoff": str(told.handoff)},
    "decline": lambda _one, told: {"handoff": str(told.handoff)},
    "reopen": lambda _one, told: {"text": told.text},
    "judge": _judgement,
}
