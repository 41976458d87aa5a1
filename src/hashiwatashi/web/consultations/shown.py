"""What a page shows of a consultation: to whoever asked, and to the people of the institutions that answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hashiwatashi.consultations.actions import staff_of
from hashiwatashi.consultations.enums import OPEN_STAGES, ConsultationStage, HandoffStage
from hashiwatashi.consultations.history import reopened_at
from hashiwatashi.consultations.models import Consultation, ConsultationPhoto, Entry, Handoff
from hashiwatashi.consultations.promises import desk_of
from hashiwatashi.consultations.reaching import can_be_asked
from hashiwatashi.consultations.reading import Held, held, is_overdue, is_staff, readable_by
from hashiwatashi.duties.models import Duty
from hashiwatashi.people.models import Account
from hashiwatashi.web.consultations.forms import (
    AnswerForm,
    AssignForm,
    CloseForm,
    JudgeForm,
    LineForm,
    OralConsentForm,
    ReopenForm,
    ReturnForm,
    StaffLineForm,
)
from hashiwatashi.web.consultations.history import Passage, passages
from hashiwatashi.web.editing import set_apart

_OF_HANDOFF = frozenset({"consent", "decline", "accept", "cancel"})


@dataclass(frozen=True, slots=True)
class Offered:
    """A step that may be taken now: its verb, what the button says, and what is asked with it, under a title.

    ``hint`` says what it does where the button cannot.
    """

    verb: str
    label: str | Promise
    form: forms.Form | None = None
    is_main: bool = False
    title: str | Promise = ""
    hint: str | Promise = ""

    def __post_init__(self) -> None:
        if self.form is not None:
            set_apart(self.form, self.verb)

    @property
    def is_of_handoff(self) -> bool:
        """Whether its button stands with what is asked about the hand-off."""
        return self.verb in _OF_HANDOFF


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that one reader may read of a consultation; ``steps`` are theirs."""

    record: Consultation
    entries: list[Entry]
    history: list[Passage]
    # Whether somebody was in charge at its holder, who has left, and nobody is yet.
    is_sought: bool
    held: list[Held]
    handoff: Handoff | None
    # When it was last reopened: from then on another day holds.
    reopened_at: datetime | None
    # From when on its holder has held it.
    held_since: datetime
    steps: list[Offered]
    is_staff: bool
    # Whether the reader asked it, or acts for whoever did.
    is_asker: bool
    is_overdue: bool
    minutes: int


def sheet_for(record: Consultation, reader: Account | None) -> Sheet:
    """The sheet for an account that may see it, or (None) for whoever came by the link."""
    now = timezone.now()
    periods = list(record.periods.select_related("organisation"))
    handoffs = list(record.handoffs.for_lists())
    entries = record.entries.select_related("by", "organisation").prefetch_related("photos")
    listed = list(entries.filter(readable_by(reader, periods)))
    open_ = next((one for one in handoffs if one.stage in {HandoffStage.CONSENT, HandoffStage.OFFERED}), None)
    changes = list(record.officer_changes.select_related("organisation", "before", "after"))
    staff = is_staff(reader, record, periods)
    asks = reader is None or reader.has_perm("hashiwatashi.follow_consultation", record)
    return Sheet(
        record=record,
        entries=listed,
        history=passages(record, listed, periods, handoffs, changes, for_staff=staff),
        is_sought=record.officer is None and bool(changes) and changes[-1].organisation == record.holder,
        held=held(periods, now),
        handoff=open_,
        reopened_at=reopened_at(periods),
        held_since=periods[-1].since if periods else record.asked_at,
        steps=_steps(record, open_, reader, asks=asks),
        is_staff=staff,
        is_asker=asks,
        is_overdue=is_overdue(record, now),
        minutes=sum(entry.minutes for entry in listed),
    )


def photos_for(record: Consultation, reader: Account | None) -> QuerySet[ConsultationPhoto]:
    """The photos of the lines that `sheet_for` shows the same reader."""
    lines = record.entries.filter(readable_by(reader, record.periods.all()))
    return record.photos.select_related("consultation").filter(entry__in=lines)


def _steps(record: Consultation, handoff: Handoff | None, reader: Account | None, *, asks: bool) -> list[Offered]:
    """Each step once: who answers at the institution may have asked it, too."""
    own = _askers_steps(record, handoff) if asks else []
    if reader is not None and handoff is not None and not reader.has_perm(_CONSENT, handoff):
        own = [one for one in own if one.verb not in _CONSENTS]
    if reader is None and record.contact_mail:
        hint = _("For when others may have your link: it ends at once, and the new one goes to your mail address.")
        own.append(Offered("renew", _("Make a new link"), hint=hint))
    verbs = {one.verb for one in own}
    return own + [one for one in _staff_steps(record, handoff, reader) if one.verb not in verbs]


def _askers_steps(record: Consultation, handoff: Handoff | None) -> list[Offered]:
    steps = []
    if handoff is not None and handoff.stage == HandoffStage.CONSENT:
        steps += [Offered("consent", _("Agree"), is_main=True), Offered("decline", _("Do not agree"))]
    elif handoff is not None:
        steps.append(Offered("decline", _("Agree no longer")))
    if record.stage in OPEN_STAGES:
        steps.append(Offered("add", _("Send"), LineForm(), is_main=True, title=_("Add something")))
        if handoff is None:
            steps.append(Offered("withdraw", _("Withdraw the question")))
    elif record.stage == ConsultationStage.DONE and not record.usefulness:
        steps.append(Offered("judge", _("Send"), JudgeForm(), is_main=True, title=_("Did it help?")))
    if record.stage not in OPEN_STAGES:
        steps.append(Offered("reopen", _("Ask again about it"), ReopenForm()))
    return steps


def _staff_steps(record: Consultation, handoff: Handoff | None, reader: Account | None) -> list[Offered]:
    if reader is None:
        return []
    steps = []
    if handoff is not None and handoff.stage == HandoffStage.OFFERED and reader.has_perm(_ACCEPT, handoff):
        steps += [
            Offered("accept", _("Take the case on"), is_main=True),
            Offered("return", _("Return it"), ReturnForm()),
        ]
    if handoff is not None and reader.has_perm("hashiwatashi.cancel_handoff", handoff):
        steps.append(Offered("cancel", _("Take the hand-off back")))
    if handoff is not None and handoff.stage == HandoffStage.CONSENT and reader.has_perm(_NOTE_CONSENT, handoff):
        steps += _orally(record)
    if not reader.has_perm("hashiwatashi.handle_consultation", record):
        return steps
    if record.stage == ConsultationStage.RECEIVED:
        steps.append(Offered("take", _("Take it"), is_main=True))
    if record.stage in OPEN_STAGES:
        steps += [
            Offered("answer", _("Send the answer"), AnswerForm(), is_main=record.stage != ConsultationStage.RECEIVED),
            Offered("note", _("Add a note"), StaffLineForm()),
        ]
    if record.stage in OPEN_STAGES:
        steps.append(Offered("assign", _("Assign"), AssignForm(staff_of(record.holder))))
    if record.closed_at is not None:
        steps.append(Offered("reopen", _("Reopen"), ReopenForm()))
    if record.stage == ConsultationStage.ANSWERED and handoff is None:
        steps.append(Offered("close", _("Close"), CloseForm()))
    if record.contact_mail:
        hint = _("It goes to the registered address; the links before open nothing any more.")
        steps.append(Offered("link", _("Send a new link"), hint=hint))
    return steps


def _orally(record: Consultation) -> list[Offered]:
    """Where neither a mail nor a page reaches whoever asked."""
    if can_be_asked(record):
        return []
    title = _("Consent given orally")
    return [Offered("note_consent", _("Note the consent"), OralConsentForm(), is_main=True, title=title)]


_ACCEPT, _CONSENT = "hashiwatashi.accept_handoff", "hashiwatashi.consent_to_handoff"
_NOTE_CONSENT = "hashiwatashi.note_handoff_consent"
_CONSENTS = frozenset({"consent", "decline"})


def unbound(steps: list[Offered], verb: str, sent: forms.Form) -> list[Offered]:
    """The steps with the form that was sent in place of the empty one, so that nothing typed is lost."""
    return [replace(one, form=sent) if one.verb == verb else one for one in steps]


def desk_for(sheet: Sheet) -> Duty | None:
    """While no person is in charge: the declaration that was told before it was sent, with its name and phone."""
    record = sheet.record
    return desk_of(record, sheet.held_since) if record.stage in OPEN_STAGES and not record.officer else None
