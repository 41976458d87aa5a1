"""Whoever was in charge hands over or has left: a successor at the same institution goes on, or the case waits for
somebody there again. Holder, number and day stay; the case is never left with somebody who is gone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils import timezone

from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.consultations import mails
from hashiwatashi.consultations.actions import put_in_charge, staff_of, tell_asker
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.consultations.officers import note_change
from hashiwatashi.consultations.querysets import ConsultationQuerySet
from hashiwatashi.consultations.stages import CONSULTATION_STAGES
from hashiwatashi.notices.actions import tell
from hashiwatashi.notices.consultations import (
    CONSULTATION_ASSIGNED,
    CONSULTATION_FREE,
    CONSULTATION_PASSED,
    CONSULTATION_SOUGHT,
)
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account


def in_charge_of(officer: Account, holder: Organisation) -> ConsultationQuerySet:
    """The open ones of an institution that one of its people is in charge of."""
    return Consultation.objects.open().held_by(frozenset({holder.pk})).filter(officer=officer)


def pass_on(giver: Account, receiver: Account, *, holder: Organisation, by: Actor) -> list[int]:
    """Put what ``giver`` is in charge of at the institution into the charge of ``receiver``, who is told number and
    day; returns the keys.

    Where the receiver does not handle the institution's consultations, `release` them all.
    """
    with transaction.atomic():
        cases = list(in_charge_of(giver, holder).select_for_update().order_by("pk"))
        can_receive = receiver in staff_of(holder)
        for case in cases:
            if not can_receive:
                release(case, by=by)
                continue
            put_in_charge(case, receiver, by=by)
            _tell_receiver(case, receiver, by)
    return [case.pk for case in cases]


def give_back(keys: Collection[int], *, giver: Account, receiver: Account, holder: Organisation, by: Actor) -> None:
    """Undo `pass_on`: what is open, and with the receiver or nobody still, is the giver's again.

    What was closed, handed off or taken by a third since stays as it is.
    """
    with transaction.atomic():
        open_here = Consultation.objects.open().held_by(frozenset({holder.pk})).filter(pk__in=keys)
        if giver not in staff_of(holder):
            return
        for case in open_here.select_for_update().order_by("pk"):
            if case.officer_id in (receiver.pk, None):
                put_in_charge(case, giver, by=by)


def release(consultation: Consultation, *, by: Actor) -> None:
    """Nobody is in charge any more; those who handle the institution's consultations are told, and whoever asked.

    Audited as `ConsultationEvent.RELEASED`.
    """
    with transaction.atomic():
        note_change(consultation, None)
        CONSULTATION_STAGES.move(consultation, "release", by=by)
        tell_asker(consultation, CONSULTATION_SOUGHT, by=by)
        mails.send_officer_sought(consultation)
        once = timezone.now().isoformat()
        people = staff_of(consultation.holder)
        tell(people, CONSULTATION_FREE, by=by, about=consultation.uid, once=once, number=consultation.number)


def release_left(*, day: date, by: Actor) -> int:
    """`release` what is with people who have left or handle the holder's consultations no longer; how many."""
    released = 0
    for key in Consultation.objects.left_behind(day).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            # Somebody may have taken it meanwhile.
            case = Consultation.objects.left_behind(day).select_for_update(of=("self",)).filter(pk=key).first()
            if case is not None:
                release(case, by=by)
                released += 1
    return released


def _tell_receiver(case: Consultation, receiver: Account, by: Actor) -> None:
    values = {"number": case.number, **({"day": case.due_on.isoformat()} if case.owes_answer else {})}
    what = CONSULTATION_PASSED if case.owes_answer else CONSULTATION_ASSIGNED
    tell([receiver], what, by=by, about=case.uid, once=timezone.now().isoformat(), **values)
