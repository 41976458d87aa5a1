"""The way of a consultation, and of a hand-off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.stages import Stages, Step
from hashiwatashi.consultations.enums import OPEN_STAGES, WAITING_STAGES, ConsultationStage, HandoffStage
from hashiwatashi.consultations.events import ConsultationEvent
from hashiwatashi.consultations.models import REOPEN_WITHIN, Consultation, Handoff
from hashiwatashi.consultations.reaching import can_be_asked
from hashiwatashi.organisations.mergers import heir_of

_RECEIVED, _ASSIGNED, _ANSWERING, _ANSWERED, _DONE, _WITHDRAWN = ConsultationStage
_MAY, _END = "handle_consultation", "end_consultation"


def _answered(consultation: Consultation, by: Actor) -> Mapping[str, Any]:
    """The first answer stops the clock of the promise; later ones do not move it."""
    return {
        "first_answered_at": consultation.first_answered_at or timezone.now(),
        "promised_on": consultation.promised_on or consultation.due_on,
    }


def _ended(consultation: Consultation, by: Actor) -> Mapping[str, Any]:
    return {"closed_at": timezone.now()}


def _resumed(consultation: Consultation, by: Actor) -> Mapping[str, Any]:
    return {"closed_at": None}


def _received(consultation: Consultation, by: Actor) -> Mapping[str, Any]:
    """The receiver of the hand-off that has just been accepted holds it; nobody there is in charge yet."""
    handoff = consultation.handoffs.filter(stage=HandoffStage.ACCEPTED).order_by("-settled_at", "-pk")[0]
    return {"holder": handoff.receiver, "officer": None}


def _succeeded(consultation: Consultation, by: Actor) -> Mapping[str, Any]:
    """Whoever was in charge acted for a body that is no more."""
    return {"holder": heir_of(consultation.holder), "officer": None}


def _released(consultation: Consultation, by: Actor) -> Mapping[str, Any]:
    return {"officer": None}


def _handed_off(consultation: Consultation) -> str:
    if consultation.handoffs.open().exists():
        return _("A hand-off is under way. Take it back first, or wait until it is settled.")
    return ""


def _too_late(consultation: Consultation) -> str:
    if consultation.closed_at is not None and timezone.now() - consultation.closed_at > REOPEN_WITHIN:
        return _("It was closed more than 90 days ago. Ask anew; the new one refers to it.")
    return ""


CONSULTATION_STAGES: Stages[Consultation] = Stages(
    "consultation",
    ConsultationStage,
    (
        Step("take", gettext_lazy("Take it"), (_RECEIVED,), _ASSIGNED, _MAY, ConsultationEvent.TAKEN),
        Step(
            "assign",
            gettext_lazy("Assign"),
            (_RECEIVED, _ASSIGNED, _ANSWERING),
            _ASSIGNED,
            _MAY,
            ConsultationEvent.ASSIGNED,
        ),
        # Who answered may have left: somebody else goes on with it, and it stays answered.
        Step("assign", gettext_lazy("Assign"), (_ANSWERED,), _ANSWERED, _MAY, ConsultationEvent.ASSIGNED),
        Step("begin", gettext_lazy("Begin to answer"), (_ASSIGNED,), _ANSWERING, _MAY, ConsultationEvent.BEGUN),
        Step(
            "answer",
            gettext_lazy("Send the answer"),
            OPEN_STAGES,
            _ANSWERED,
            _MAY,
            ConsultationEvent.ANSWERED,
            effect=_answered,
        ),
        Step(
            "receive",
            gettext_lazy("Receive"),
            OPEN_STAGES,
            _RECEIVED,
            _MAY,
            ConsultationEvent.HANDED_OFF,
            effect=_received,
        ),
        Step(
            "succeed",
            gettext_lazy("Carry to the successor"),
            WAITING_STAGES,
            _RECEIVED,
            _MAY,
            ConsultationEvent.SUCCEEDED,
            effect=_succeeded,
        ),
        Step(
            "succeed",
            gettext_lazy("Carry to the successor"),
            (_ANSWERED,),
            _ANSWERED,
            _MAY,
            ConsultationEvent.SUCCEEDED,
            effect=_succeeded,
        ),
        Step(
            "release",
            gettext_lazy("Leave to the colleagues"),
            WAITING_STAGES,
            _RECEIVED,
            _MAY,
            ConsultationEvent.RELEASED,
            effect=_released,
        ),
        Step(
            "release",
            gettext_lazy("Leave to the colleagues"),
            (_ANSWERED,),
            _ANSWERED,
            _MAY,
            ConsultationEvent.RELEASED,
            effect=_released,
        ),
        Step(
            "close",
            gettext_lazy("Close"),
            (_ANSWERED,),
            _DONE,
            _END,
            ConsultationEvent.CLOSED,
            _handed_off,
            effect=_ended,
        ),
        Step(
            "withdraw",
            gettext_lazy("Withdraw"),
            OPEN_STAGES,
            _WITHDRAWN,
            _END,
            ConsultationEvent.WITHDRAWN,
            _handed_off,
            effect=_ended,
        ),
        Step(
            "reopen",
            gettext_lazy("Reopen"),
            (_DONE, _WITHDRAWN),
            _RECEIVED,
            _END,
            ConsultationEvent.REOPENED,
            _too_late,
            effect=_resumed,
        ),
    ),
    initial=_RECEIVED,
)

_CONSENT, _OFFERED, _ACCEPTED, _RETURNED, _DECLINED, _CANCELLED = HandoffStage


def _consented(handoff: Handoff, by: Actor) -> Mapping[str, Any]:
    return {"consented_at": timezone.now()}


def _can_be_asked(handoff: Handoff) -> str:
    if can_be_asked(handoff.consultation):
        return _("Whoever asked is asked on this site, and agrees there. Wait for that, or take the hand-off back.")
    return ""


def _settled(handoff: Handoff, by: Actor) -> Mapping[str, Any]:
    return {"settled_at": timezone.now()}


HANDOFF_STAGES: Stages[Handoff] = Stages(
    "handoff",
    HandoffStage,
    (
        Step(
            "consent",
            gettext_lazy("Agree"),
            (_CONSENT,),
            _OFFERED,
            "consent_to_handoff",
            ConsultationEvent.CONSENTED,
            effect=_consented,
        ),
        Step(
            "note_consent",
            gettext_lazy("Note the consent"),
            (_CONSENT,),
            _OFFERED,
            "note_handoff_consent",
            ConsultationEvent.CONSENT_NOTED,
            _can_be_asked,
            effect=_consented,
        ),
        Step(
            "decline",
            gettext_lazy("Do not agree"),
            (_CONSENT, _OFFERED),
            _DECLINED,
            "consent_to_handoff",
            ConsultationEvent.DECLINED,
            effect=_settled,
        ),
        Step(
            "accept",
            gettext_lazy("Accept"),
            (_OFFERED,),
            _ACCEPTED,
            "accept_handoff",
            ConsultationEvent.HANDED_OFF,
            effect=_settled,
        ),
        Step(
            "return",
            gettext_lazy("Return"),
            (_OFFERED,),
            _RETURNED,
            "accept_handoff",
            ConsultationEvent.RETURNED,
            effect=_settled,
        ),
        Step(
            "cancel",
            gettext_lazy("Take back"),
            (_CONSENT, _OFFERED),
            _CANCELLED,
            "cancel_handoff",
            ConsultationEvent.CANCELLED,
            effect=_settled,
        ),
    ),
    initial=_CONSENT,
)
