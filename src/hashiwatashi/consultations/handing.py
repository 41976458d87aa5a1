"""Handing a consultation off to another institution: with consent, accepted or returned; number, history and clock
stay."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.common import actions
from hashiwatashi.common.audit.trail import Actor, SystemActor
from hashiwatashi.common.errors import Conflict, InvalidInput, NotAllowed
from hashiwatashi.consultations import mails
from hashiwatashi.consultations.actions import (
    begin_period,
    check_can_hold,
    due_day,
    end_period,
    staff_of,
    tell_asker,
    tell_staff,
)
from hashiwatashi.consultations.enums import OPEN_STAGES, HandoffStage
from hashiwatashi.consultations.events import ConsultationEvent
from hashiwatashi.consultations.models import Consultation, Handoff
from hashiwatashi.consultations.promises import promise_for
from hashiwatashi.consultations.rules import acts_for_both
from hashiwatashi.consultations.stages import CONSULTATION_STAGES, HANDOFF_STAGES
from hashiwatashi.notices.actions import tell
from hashiwatashi.notices.consultations import (
    CONSULTATION_CONSENT_ASKED,
    CONSULTATION_DECLINED,
    CONSULTATION_HANDED_OFF,
    CONSULTATION_OFFERED,
    CONSULTATION_RETURNED,
    CONSULTATION_STAYS,
    CONSULTATION_UNOFFERED,
)
from hashiwatashi.notices.kind import NoticeKind
from hashiwatashi.organisations.enums import OrganisationStatus
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account


def offer(consultation: Consultation, receiver: Organisation, *, by: Account, reason: str) -> Handoff:
    """Offer a consultation to another institution. Whoever asked is asked for consent first, unless nothing tells who
    that is.

    Raises `NotAllowed`, `InvalidInput` without a reason, and `Conflict` for the present holder, one that has held it
    before (no rings), one that is closed or answers nobody, and while another hand-off is under way. Audited as
    `ConsultationEvent.OFFERED`.
    """
    with transaction.atomic():
        stored = Consultation.objects.select_for_update().get(pk=consultation.pk)
        if not by.has_perm("hashiwatashi.handle_consultation", stored):
            raise NotAllowed(_("Only the people of the institution that holds it may hand it off."))
        if not reason.strip():
            raise InvalidInput.of("reason", _("Say why: whoever takes it over reads it first."))
        _check_receiver(stored, receiver)
        stage = HandoffStage.OFFERED if stored.is_anonymous else HandoffStage.CONSENT
        handoff = Handoff(
            consultation=stored, giver=stored.holder, receiver=receiver, reason=reason.strip()[:500], stage=stage
        )
        try:
            with transaction.atomic():
                actions.register(handoff, by=by, event=ConsultationEvent.OFFERED)
        except (IntegrityError, InvalidInput) as error:
            raise Conflict(_("A hand-off is under way. Take it back first, or wait until it is settled.")) from error
        if stage == HandoffStage.OFFERED:
            _tell_receiver(handoff, by)
        else:
            tell_asker(stored, CONSULTATION_CONSENT_ASKED, by=by)
            mails.send_consent_asked(stored)
    return handoff


def consent(handoff: Handoff, *, by: Actor) -> None:
    """Agree that the other institution reads it; its people are told now. Raises `Conflict`, `NotAllowed`, also for
    an account that acts for the institution that hands it off, too."""
    if acts_for_both(by, handoff):
        raise NotAllowed(
            _("You act for the institution that hands it off, too: somebody else of the firm must agree.")
        )
    _check_receiver_exists(handoff)
    with transaction.atomic():
        HANDOFF_STAGES.move(handoff, "consent", by=by)
        _tell_receiver(handoff, by)


def note_consent(handoff: Handoff, *, by: Account, agreed_by: str, how: str, day: date) -> None:
    """Note that whoever asked agreed orally, where neither a mail nor a page reaches them: who, how and on which day.

    The receiver's people are told now. Raises `InvalidInput` for a day before the question or after today, `Conflict`
    where they can be asked here, `NotAllowed`. Audited as `ConsultationEvent.CONSENT_NOTED`, without the name.
    """
    name, asked_on = agreed_by.strip()[:100], timezone.localdate(handoff.consultation.asked_at)
    if not name:
        raise InvalidInput.of("agreed_by", _("Write who agreed."))
    if not asked_on <= day <= timezone.localdate():
        raise InvalidInput.of("day", _("On a day from that of the question until today."))
    _check_receiver_exists(handoff)
    with transaction.atomic():
        HANDOFF_STAGES.move(handoff, "note_consent", by=by)
        changes = {"agreed_by": name, "agreed_how": how, "agreed_on": day, "noted_by": by}
        actions.change(handoff, by=by, changes=changes, event=ConsultationEvent.CONSENT_NOTED)
        _tell_receiver(handoff, by)


def decline(handoff: Handoff, *, by: Actor) -> None:
    """Do not agree, or agree no longer; possible until it is accepted. The holder is told, and keeps it; so are the
    people to whom it was offered."""
    with transaction.atomic():
        HANDOFF_STAGES.move(handoff, "decline", by=by)
        tell_staff(handoff.consultation, CONSULTATION_DECLINED, by=by)
        if handoff.was_offered:
            _tell_receiver(handoff, by, CONSULTATION_UNOFFERED)


def accept(handoff: Handoff, *, by: Account) -> None:
    """Take a consultation over: from this moment on the receiver holds it, with the same number and the same day. Of
    one that has been answered the receiver owes a new answer, by the day that it promises itself.

    Raises `Conflict`, also where consent has been withdrawn or the consultation was closed meanwhile, `NotAllowed`.
    """
    with transaction.atomic():
        stored = Consultation.objects.select_for_update().get(pk=handoff.consultation_id)
        if stored.stage not in OPEN_STAGES:
            raise Conflict(_("It was closed meanwhile."))
        _check_receiver_exists(handoff)
        is_due = stored.owes_answer
        HANDOFF_STAGES.move(handoff, "accept", by=by)
        now = timezone.now()
        end_period(stored, now)
        begin_period(stored, handoff.receiver, now)
        # The step itself is the product's: the one who accepts may do nothing yet with what another holds.
        CONSULTATION_STAGES.move(stored, "receive", by=SystemActor(f"handoff:{by.uid}"), reason=handoff.reason)
        if not is_due:
            _promise_anew(stored, by)
        tell_asker(stored, CONSULTATION_HANDED_OFF, by=by)
        _tell_giver(handoff, by)
        mails.send_handed_off(stored)
        for name in ("holder_id", "officer_id", "stage", "due_on", "due_source", "version"):
            setattr(handoff.consultation, name, getattr(stored, name))


def return_(handoff: Handoff, *, by: Account, answer: str) -> None:
    """Do not take it over, and say why; whoever agreed to it is told. Raises `InvalidInput` without a reason,
    `Conflict`, `NotAllowed`."""
    if not answer.strip():
        raise InvalidInput.of("answer", _("Say why, and who could answer it better."))
    with transaction.atomic():
        HANDOFF_STAGES.move(handoff, "return", by=by, reason=answer.strip()[:500])
        actions.change(handoff, by=by, changes={"answer": answer.strip()[:500]}, event=ConsultationEvent.RETURNED)
        tell_staff(handoff.consultation, CONSULTATION_RETURNED, by=by)
        if handoff.consented_at:
            tell_asker(handoff.consultation, CONSULTATION_STAYS, by=by)
            mails.send_stays(handoff.consultation)


def cancel(handoff: Handoff, *, by: Actor) -> None:
    """Take an offer back that is not accepted yet; the people to whom it was made are told."""
    with transaction.atomic():
        HANDOFF_STAGES.move(handoff, "cancel", by=by)
        if handoff.was_offered:
            _tell_receiver(handoff, by, CONSULTATION_UNOFFERED)


def _check_receiver(consultation: Consultation, receiver: Organisation) -> None:
    if consultation.stage not in OPEN_STAGES:
        raise Conflict(_("It is closed. Reopen it first."))
    if receiver.pk == consultation.holder_id:
        raise Conflict(_("Your institution holds it already."))
    if consultation.periods.filter(organisation=receiver).exists():
        told = _("%(name)s has held it before and handed it on. Choose another, or ask its people directly.")
        raise Conflict(told % {"name": receiver.name})
    check_can_hold(receiver)


def _check_receiver_exists(handoff: Handoff) -> None:
    """Raises `Conflict` where the receiver was closed or merged after the offer."""
    receiver = Organisation.objects.get(pk=handoff.receiver_id)
    if receiver.status != OrganisationStatus.ACTIVE:
        told = _("%(receiver)s does not exist any more. It stays with %(giver)s, which can offer it to another.")
        raise Conflict(told % {"receiver": receiver.name, "giver": handoff.giver.name})


def _promise_anew(consultation: Consultation, by: Actor) -> None:
    promise = promise_for(consultation)
    changes = {"due_on": due_day(timezone.now(), promise.days), "due_source": promise.source}
    actions.change(consultation, by=by, changes=changes)


def _tell_receiver(handoff: Handoff, by: Actor, what: NoticeKind = CONSULTATION_OFFERED) -> None:
    number = handoff.consultation.number
    people = staff_of(handoff.receiver)
    tell(people, what, by=by, about=handoff.consultation.uid, once=handoff.uid.hex, number=number)


def _tell_giver(handoff: Handoff, by: Actor) -> None:
    number = handoff.consultation.number
    people = staff_of(handoff.giver)
    tell(people, CONSULTATION_HANDED_OFF, by=by, about=handoff.consultation.uid, once=handoff.uid.hex, number=number)
