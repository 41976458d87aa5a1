"""What can be done with a consultation: ask, take, assign, write, answer, end, reopen, judge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.common import actions
from hashiwatashi.common.audit.trail import Actor, SystemActor
from hashiwatashi.common.calendar import after_working_days
from hashiwatashi.common.errors import Conflict, InvalidInput, TooMany
from hashiwatashi.consultations import mails
from hashiwatashi.consultations.askers import askers_of, mail_has_left
from hashiwatashi.consultations.bounds import check_lines, check_links, check_reopenings
from hashiwatashi.consultations.enums import (
    OPEN_STAGES,
    Channel,
    ConsultationStage,
    EntryKind,
    FoundBy,
    Usefulness,
)
from hashiwatashi.consultations.events import ConsultationEvent
from hashiwatashi.consultations.lines import sent_before, store_line
from hashiwatashi.consultations.links import LINK_FOR, new_key
from hashiwatashi.consultations.locks import hold_sender
from hashiwatashi.consultations.models import Consultation, Entry, HolderPeriod
from hashiwatashi.consultations.officers import note_change
from hashiwatashi.consultations.photos import Taken, attach, written
from hashiwatashi.consultations.promises import promises_for
from hashiwatashi.consultations.rules import STAFF
from hashiwatashi.consultations.stages import CONSULTATION_STAGES
from hashiwatashi.notices.actions import tell
from hashiwatashi.notices.consultations import (
    CONSULTATION_ANSWERED,
    CONSULTATION_ASSIGNED,
    CONSULTATION_CAME,
    CONSULTATION_CLOSED,
    CONSULTATION_CONTINUED,
    CONSULTATION_OFFICER,
)
from hashiwatashi.organisations.enums import OrganisationKind, OrganisationStatus
from hashiwatashi.organisations.mergers import heir_of
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account
from hashiwatashi.people.roles import accounts_with

#: So many one sender may ask in an hour.
MOST_AN_HOUR = 20
#: Who acts where somebody asks without an account.
BY_LINK = SystemActor("consultation-link")


def ask(
    *,
    by: Actor,
    holder: Organisation,
    days: int,
    now: datetime | None = None,
    photos: Sequence[Taken] = (),
    key: UUID | None = None,
    **values: Any,
) -> Consultation:
    """Take in a question: ``holder`` answers within ``days`` working days from now on.

    With a ``key`` it is stored once: see `noted_before`. The institution's people are told, and whoever gave a mail
    address gets the number and a link. Raises `InvalidInput` without a way to be reached, `Conflict` for an
    institution that is closed, `TooMany`. Audited as `ConsultationEvent.ASKED`.
    """
    now = now or timezone.now()
    consultation = Consultation(holder=holder, asked_at=now, due_on=due_day(now, days), **values)
    _check_reach(consultation)
    check_can_hold(holder)
    with written(consultation, photos) as files, transaction.atomic():
        _check_rate(consultation, now)
        if consultation.contact_mail:
            consultation.link_key, consultation.link_until = new_key(), now + LINK_FOR
        actions.register(consultation, by=by)
        begin_period(consultation, holder, now)
        text = consultation.text or consultation.topic
        entry = store_line(consultation, EntryKind.QUESTION, text, by=by, at=now, key=key)
        if entry.consultation_id != consultation.pk:
            raise Conflict(_("This has been stored already."))
        attach(files, entry, by=by)
        tell_staff(consultation, CONSULTATION_CAME, by=by)
        mails.send_receipt(consultation)
    return consultation


def noted_before(key: UUID, *, by: Account) -> Consultation | None:
    """The consultation that the same account began with the same key, where it was sent before."""
    entry = Entry.objects.filter(key=key, by=by, kind=EntryKind.QUESTION).select_related("consultation").first()
    return entry.consultation if entry else None


def take(consultation: Consultation, *, by: Account, now: datetime | None = None) -> None:
    """Be in charge of one that nobody is. Of two who try at once the second gets `Conflict`."""
    with transaction.atomic():
        CONSULTATION_STAGES.move(consultation, "take", by=by)
        note_change(consultation, by)
        actions.change(consultation, by=by, changes={"officer": by})
        _mark_taken(consultation, now)


def assign(consultation: Consultation, officer: Account, *, by: Actor) -> None:
    """Put one of the holder's people in charge, who is told. Raises `InvalidInput` for anybody else."""
    with transaction.atomic():
        put_in_charge(consultation, officer, by=by)
        people = [] if officer == by else [officer]
        tell(people, CONSULTATION_ASSIGNED, by=by, about=consultation.uid, once=_moment(), number=consultation.number)


def put_in_charge(consultation: Consultation, officer: Account, *, by: Actor) -> None:
    """As `assign`, for a caller who tells the officer itself. Whoever asked is told where another was in charge.

    Audited as `ConsultationEvent.ASSIGNED`.
    """
    if officer not in staff_of(consultation.holder):
        raise InvalidInput.of("officer", _("This person does not handle consultations of the institution."))
    with transaction.atomic():
        CONSULTATION_STAGES.move(consultation, "assign", by=by)
        has_changed = note_change(consultation, officer)
        actions.change(consultation, by=by, changes={"officer": officer}, event=ConsultationEvent.ASSIGNED)
        _mark_taken(consultation)
        if has_changed:
            tell_asker(consultation, CONSULTATION_OFFICER, by=by)
            mails.send_officer_changed(consultation)


def write(
    consultation: Consultation,
    *,
    by: Actor,
    kind: EntryKind,
    text: str,
    minutes: int = 0,
    is_open: bool | None = None,
    key: UUID | None = None,
    photos: Sequence[Taken] = (),
) -> Entry:
    """Add a line to the history of an open one. Colleagues' notes are theirs alone, all else is read by who asked.

    With a ``key`` the same line is stored once, however often it is sent. Raises `InvalidInput`, also of a key that
    stored another line, `Conflict` for one that is closed, `TooMany` for whoever asked. Audited as
    `ConsultationEvent.WRITTEN`, without the text.
    """
    with written(consultation, photos) as files, transaction.atomic():
        stored = Consultation.objects.select_for_update().get(pk=consultation.pk)
        if known := sent_before(stored, key, kind, text, minutes, photos):
            return known
        if stored.stage not in OPEN_STAGES:
            raise Conflict(_("It is closed. Reopen it first, or ask anew."))
        if kind == EntryKind.QUESTION:
            check_lines(stored, timezone.now())
        is_open = kind != EntryKind.NOTE if is_open is None else is_open
        entry = store_line(stored, kind, text, by=by, minutes=minutes, is_open=is_open, key=key)
        attach(files, entry, by=by)
        if kind == EntryKind.QUESTION:
            tell_staff(stored, CONSULTATION_CONTINUED, by=by)
    return entry


def answer(
    consultation: Consultation,
    *,
    by: Account,
    text: str,
    minutes: int = 0,
    photos: Sequence[Taken] = (),
    now: datetime | None = None,
    key: UUID | None = None,
) -> None:
    """Send an answer; whoever asked is told. The first one meets the promise, later ones do not move it.

    ``now`` is when it was given, where it was noted then and is stored later; with a ``key`` it is stored once.

    Raises `InvalidInput` for an empty one, `Conflict`. Audited as `ConsultationEvent.ANSWERED`.
    """
    with written(consultation, photos) as files, transaction.atomic():
        stored = Consultation.objects.select_for_update().get(pk=consultation.pk)
        if sent_before(stored, key, EntryKind.ANSWER, text, minutes, photos):
            return
        CONSULTATION_STAGES.move(consultation, "answer", by=by)
        at = now or timezone.now()
        entry = store_line(consultation, EntryKind.ANSWER, text, by=by, minutes=minutes, at=at, key=key)
        attach(files, entry, by=by)
        changes: dict[str, Any] = {} if consultation.officer_id else {"officer": by}
        if changes:
            note_change(consultation, by)
        changes |= {"first_answered_at": now} if now else {}
        if changes:
            actions.change(consultation, by=by, changes=changes)
        _mark_taken(consultation, at)
        tell_asker(consultation, CONSULTATION_ANSWERED, by=by)
        mails.send_answered(consultation)


def close(consultation: Consultation, *, by: Actor, result: str = "", now: datetime | None = None) -> None:
    """End an answered one, with what helped; whoever asked is asked once whether it did.

    ``now`` is when it ended, where it was noted then and is stored later.

    Raises `Conflict`, also while a hand-off is under way. Audited as `ConsultationEvent.CLOSED`.
    """
    with transaction.atomic():
        if result:
            actions.change(consultation, by=by, changes={"result": result})
        CONSULTATION_STAGES.move(consultation, "close", by=by)
        if now:
            actions.change(consultation, by=by, changes={"closed_at": now})
        end_period(consultation, _closed_at(consultation))
        if not consultation.usefulness:
            tell_asker(consultation, CONSULTATION_CLOSED, by=by)
            mails.send_closed(consultation)


def withdraw(consultation: Consultation, *, by: Actor, reason: str = "") -> None:
    """Take a question back. Audited as `ConsultationEvent.WITHDRAWN`."""
    with transaction.atomic():
        CONSULTATION_STAGES.move(consultation, "withdraw", by=by, reason=reason)
        end_period(consultation, _closed_at(consultation))


def reopen(consultation: Consultation, *, by: Actor, days: int, text: str = "") -> None:
    """Go on with one that was closed, within 90 days: number, history and the time that has run stay.

    A new answer is due within ``days`` working days; ``text`` is what is asked now. Where the holder has merged
    since, its successor goes on with it. Raises `Conflict`, also where the holder is closed, `TooMany` and
    `InvalidInput`. Audited as `ConsultationEvent.REOPENED`.
    """
    now = timezone.now()
    with transaction.atomic():
        check_reopenings(Consultation.objects.select_for_update().get(pk=consultation.pk), now)
        CONSULTATION_STAGES.move(consultation, "reopen", by=by)
        changes = {"due_on": due_day(now, days), **_succession(consultation)}
        actions.change(consultation, by=by, changes=changes)
        begin_period(consultation, consultation.holder, now)
        if text.strip():
            store_line(consultation, EntryKind.QUESTION, text, by=by, at=now)
        tell_staff(consultation, CONSULTATION_CONTINUED, by=by)


def judge(
    consultation: Consultation, *, by: Actor, usefulness: Usefulness, why: str = "", found_by: FoundBy | str = ""
) -> None:
    """Say once whether it helped. Raises `Conflict` for one that is not closed or was judged. Audited as `JUDGED`."""
    with transaction.atomic():
        stored = Consultation.objects.select_for_update().get(pk=consultation.pk)
        if stored.stage != ConsultationStage.DONE:
            raise Conflict(_("It is not closed yet. Tell us when it is."))
        if stored.usefulness:
            raise Conflict(_("You have told us already. Thank you."))
        changes = {"usefulness": usefulness, "useful_why": why, "found_by": found_by}
        actions.change(stored, by=by, changes=changes, event=ConsultationEvent.JUDGED)


def replace_link(consultation: Consultation, *, by: Actor) -> None:
    """Mail a new link to the registered address, and to no other; the links before open nothing from now on.

    Raises `Conflict` where no address is registered, `TooMany`, `Unavailable`, after which the old link opens still.
    Audited as `ConsultationEvent.LINK_REPLACED`, without the key.
    """
    if not consultation.contact_mail or mail_has_left(consultation):
        raise Conflict(_("No mail address is registered for it. Call whoever asked."))
    with transaction.atomic():
        check_links(Consultation.objects.select_for_update().get(pk=consultation.pk), timezone.now())
        changes = {"link_key": new_key(), "link_until": timezone.now() + LINK_FOR}
        actions.change(consultation, by=by, changes=changes, event=ConsultationEvent.LINK_REPLACED)
        mails.send_new_link(consultation)


def due_day(now: datetime, days: int) -> Any:
    """The day by which an answer is due that was promised within ``days`` working days."""
    return after_working_days(timezone.localdate(now), days)


def staff_of(organisation: Organisation) -> list[Account]:
    """The accounts that handle an institution's consultations today; a firm has none."""
    if organisation.kind == OrganisationKind.FIRM:
        return []
    return accounts_with(STAFF, organisation.pk, timezone.localdate())


def in_charge(consultation: Consultation) -> list[Account]:
    """The person in charge or, where nobody is or that person has left, all who handle the holder's consultations."""
    staff = staff_of(consultation.holder)
    return [consultation.officer] if consultation.officer in staff else staff


def check_can_hold(organisation: Organisation) -> None:
    """Raises `Conflict` for a body that answers nobody: a closed one, a firm, and one for which nobody acts here."""
    if organisation.status != OrganisationStatus.ACTIVE:
        raise Conflict(_("%(name)s does not exist any more. Choose another.") % {"name": organisation.name})
    if organisation.kind == OrganisationKind.FIRM:
        raise Conflict(_("A firm does not answer consultations. Choose an institution."))
    if not staff_of(organisation):
        told = _("Nobody acts for %(name)s on this site yet. Call it, or choose another.")
        raise Conflict(told % {"name": organisation.name})


def _succession(consultation: Consultation) -> dict[str, Any]:
    """Who holds it where its holder is no more. Raises `Conflict`, with whom to ask, where nobody does."""
    holder = heir_of(consultation.holder)
    if holder.status != OrganisationStatus.ACTIVE:
        now_answering = next(iter(promises_for(consultation)), None)
        told = _("%(name)s does not exist any more. Ask anew, and name %(number)s in your question.")
        if now_answering is not None:
            told = _("%(name)s does not exist any more. Ask %(other)s anew, and name %(number)s in your question.")
        other = now_answering.organisation.name if now_answering else ""
        raise Conflict(told % {"name": holder.name, "number": consultation.number, "other": other})
    if holder.pk == consultation.holder_id:
        return {}
    check_can_hold(holder)
    return {"holder": holder, "officer": None}


def begin_period(consultation: Consultation, organisation: Organisation, at: datetime) -> None:
    """The institution holds it from now on; nobody may hold it at that moment."""
    HolderPeriod.objects.create(consultation=consultation, organisation=organisation, since=at)


def end_period(consultation: Consultation, at: datetime) -> None:
    """Whoever holds it does so no longer."""
    HolderPeriod.objects.filter(consultation=consultation, until=None).update(until=at)


def _mark_taken(consultation: Consultation, now: datetime | None = None) -> None:
    """Somebody of the holder is in charge from now on, if nobody there was before."""
    free = HolderPeriod.objects.filter(consultation=consultation, until=None, taken_at=None)
    free.update(taken_at=now or timezone.now())


def tell_staff(consultation: Consultation, what: Any, *, by: Actor) -> None:
    """Tell `in_charge`, without whoever did it."""
    others = [one for one in in_charge(consultation) if one != by]
    tell(others, what, by=by, about=consultation.uid, once=_moment(), number=consultation.number)


def tell_asker(consultation: Consultation, what: Any, *, by: Actor) -> None:
    """Tell whoever asked, or those who speak for the firm; who has no account gets a mail."""
    people = [one for one in askers_of(consultation) if one != by]
    tell(people, what, by=by, about=consultation.uid, once=_moment(), number=consultation.number)


def _check_reach(consultation: Consultation) -> None:
    """Whoever asks can be told the answer; what staff take down on the telephone may be without."""
    if consultation.channel == Channel.WEB and not (consultation.asker or consultation.contact_mail):
        raise InvalidInput.of("contact_mail", _("Write a mail address, to which the answer can be sent."))
    if consultation.is_confidential and not consultation.secrecy.strip():
        raise InvalidInput.of("secrecy", _("Say what must not be disclosed, and why."))


def _check_rate(consultation: Consultation, now: datetime) -> None:
    if consultation.channel != Channel.WEB:
        return
    hold_sender(f"account:{consultation.asker_id}" if consultation.asker_id else consultation.contact_mail.lower())
    recent = Consultation.objects.filter(asked_at__gt=now - timedelta(hours=1), channel=Channel.WEB)
    by_sender = (
        recent.filter(asker=consultation.asker)
        if consultation.asker
        else recent.filter(contact_mail__iexact=consultation.contact_mail)
    )
    times = list(by_sender.order_by("-asked_at", "-pk").values_list("asked_at", flat=True)[:MOST_AN_HOUR])
    if len(times) >= MOST_AN_HOUR:
        again = timezone.localtime(times[-1] + timedelta(hours=1, minutes=1))
        told = _("At most %(most)d questions an hour. Add to one that you have asked, or come back after %(time)s.")
        raise TooMany(told % {"most": MOST_AN_HOUR, "time": f"{again:%H:%M}"})


def _closed_at(consultation: Consultation) -> datetime:
    assert consultation.closed_at is not None  # the step has just set it
    return consultation.closed_at


def _moment() -> str:
    """Each occasion is told by itself."""
    return timezone.now().isoformat()
