"""Whoever was in charge hands over or has left: a successor at the same institution goes on, or the case waits for
somebody there again. Holder, number and day stay; the case is never left with somebody who is gone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

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
from hashiwatashi.notices.consultations import CASES_FREE, CONSULTATION_FREE, CONSULTATION_SOUGHT
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account


def in_charge_of(officer: Account, holder: Organisation) -> ConsultationQuerySet:
    """The open ones of an institution that one of its people is in charge of."""
    return Consultation.objects.open().held_by(frozenset({holder.pk})).filter(officer=officer)


def pass_on(giver: Account, receiver: Account, *, holder: Organisation, by: Actor) -> list[int]:
    """Put what ``giver`` is in charge of at the institution into the charge of ``receiver``, whom the caller tells;
    returns the keys.

    Where the receiver does not handle the institution's consultations, `release` them all.
    """
    with transaction.atomic():
        cases = list(in_charge_of(giver, holder).select_for_update().order_by("pk"))
        if receiver in staff_of(holder):
            for case in cases:
                put_in_charge(case, receiver, by=by)
        else:
            release(cases, holder=holder, by=by)
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


def give_back_released(officer: Account, *, holder: Organisation, since: datetime, by: Actor) -> int:
    """Undo `release`: what nobody has taken since then is the officer's again, who handles the institution's
    consultations once more; returns how many."""
    given = 0
    if officer not in staff_of(holder):
        return given
    with transaction.atomic():
        free = Consultation.objects.open().held_by(frozenset({holder.pk})).filter(officer=None)
        for case in free.select_for_update().order_by("pk"):
            last = case.officer_changes.last()
            if last is not None and last.before_id == officer.pk and last.at >= since:
                put_in_charge(case, officer, by=by)
                given += 1
    return given


def release(cases: Sequence[Consultation], *, holder: Organisation, by: Actor) -> None:
    """Nobody is in charge of them any more; those who handle the institution's consultations are told by one notice,
    and whoever asked each. Audited as `ConsultationEvent.RELEASED`."""
    if not cases:
        return
    with transaction.atomic():
        for case in cases:
            note_change(case, None)
            CONSULTATION_STAGES.move(case, "release", by=by)
            tell_asker(case, CONSULTATION_SOUGHT, by=by)
            mails.send_officer_sought(case)
        people, once = staff_of(holder), timezone.now().isoformat()
        if len(cases) == 1:
            tell(people, CONSULTATION_FREE, by=by, about=cases[0].uid, once=once, number=cases[0].number)
        else:
            values = {"count": len(cases), "organisation": holder.name}
            tell(people, CASES_FREE, by=by, about=holder.uid, once=once, **values)


def release_left(*, day: date, by: Actor) -> int:
    """`release` what is with people who have left or handle the holder's consultations no longer; how many."""
    released = 0
    holders = Organisation.objects.filter(pk__in=Consultation.objects.left_behind(day).values("holder"))
    for holder in holders.order_by("pk"):
        with transaction.atomic():
            # Somebody may have taken some meanwhile.
            left = Consultation.objects.left_behind(day).held_by(frozenset({holder.pk}))
            cases = list(left.select_for_update(of=("self",)).order_by("pk"))
            release(cases, holder=holder, by=by)
            released += len(cases)
    return released
