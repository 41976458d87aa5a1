"""The file of a firm (企業カルテ, R-38): all its consultations on one page, with its consent, each reading logged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.common import actions
from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.errors import Conflict, InvalidInput, NotAllowed
from hashiwatashi.consultations.actions import check_can_hold, staff_of
from hashiwatashi.consultations.consents import FileConsent, FileReading
from hashiwatashi.consultations.models import Consultation, Entry
from hashiwatashi.consultations.rules import CONSENTING
from hashiwatashi.notices.actions import tell
from hashiwatashi.notices.consultations import FILE_CLOSED, FILE_OPENED, FILE_READ
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account
from hashiwatashi.people.roles import accounts_with

#: No consent is given for longer: after that the firm is asked again.
LONGEST = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True)
class FirmFile:
    """What one reader may read of a firm: ``own`` are the consultations that their institutions hold or held, and
    the closed ones of bodies that merged into these; ``others`` those that the firm's ``consents`` add.

    Lines that are not the reader's are not loaded.
    """

    own: list[Consultation]
    others: list[Consultation]
    consents: list[FileConsent]


def give_consent(*, by: Account, firm: Organisation, institution: Organisation, until: date) -> FileConsent:
    """Let an institution read all consultations of a firm from today until before a day; its people are told.

    Raises `NotAllowed`, `InvalidInput` for a day that is past or too far, `Conflict` for one that has consent already
    or answers nobody. Audited as `ConsultationEvent.FILE_OPENED`.
    """
    if not any(m.organisation_id == firm.pk and m.role in CONSENTING for m in by.current_memberships):
        raise NotAllowed(_("Only those who represent or administer the firm may consent for it."))
    if firm.kind != OrganisationKind.FIRM:
        raise NotAllowed(_("Only firms have a file."))
    today = timezone.localdate()
    if not today < until <= today + LONGEST:
        raise InvalidInput.of("last_day", _("A day from today on, at most three years ahead."))
    check_can_hold(institution)
    with transaction.atomic():
        # Two members who consent at once: the second waits here and finds the first.
        Organisation.objects.select_for_update().get(pk=firm.pk)
        if FileConsent.objects.in_force_on(today).filter(firm=firm, institution=institution).exists():
            raise Conflict(_("It may read the file already. Withdraw that consent first to choose another day."))
        consent = FileConsent(firm=firm, institution=institution, since=today, until=until, given_by=by)
        actions.register(consent, by=by)
        _tell_staff(consent, by)
    return consent


def withdraw_consent(consent: FileConsent, *, by: Actor) -> None:
    """End a consent at once; the institution's people are told. Raises `Conflict` where it is withdrawn already.

    What was read before stays in the log. Audited as `ConsultationEvent.FILE_CLOSED`.
    """
    with transaction.atomic():
        stored = FileConsent.objects.select_for_update().get(pk=consent.pk)
        if stored.withdrawn_at is not None:
            raise Conflict(_("It has been withdrawn already."))
        actions.change(consent, by=by, changes={"withdrawn_at": timezone.now()})
        _tell_staff(consent, by)


def read_file(firm: Organisation, *, by: Account) -> FirmFile:
    """The file as one of an institution's staff may read it now; a reading by consent is logged, and of the first
    the firm's administrators are told."""
    staffed = by.current_desk_ids - {firm.pk}
    today = timezone.localdate()
    with transaction.atomic():
        consents = list(FileConsent.objects.in_force_on(today).to(staffed).filter(firm=firm).for_lists())
        asked = Consultation.objects.filter(firm=firm).for_lists().order_by("-asked_at", "-pk")
        held = asked.ever_held_by(staffed) | asked.inherited_by(staffed)
        added = asked.disclosed_to(staffed, today).exclude(pk__in=held.values("pk"))
        found = FirmFile(
            own=list(held.prefetch_related(_lines(staffed))),
            others=list(added.prefetch_related(_lines(frozenset()))),
            consents=consents,
        )
        for consent in consents:
            log_reading(consent, found.others, by)
    return found


def _lines(institutions: frozenset[int]) -> Prefetch[str]:
    """What whoever asked reads, and the notes among colleagues of some institutions alone."""
    lines = Entry.objects.filter(is_open=True) | Entry.objects.filter(organisation__in=institutions)
    return Prefetch("entries", lines.select_related("organisation").order_by("at", "pk"), to_attr="lines")


def log_reading(consent: FileConsent, others: list[Consultation], reader: Account) -> None:
    """Log that a reader has read by consent, and which consultations of others; of the first the firm is told."""
    FileReading.objects.create(consent=consent, reader=reader, numbers=[one.number for one in others])
    people = accounts_with(CONSENTING, consent.firm_id, timezone.localdate())
    # Of one consent the same is told once: its first reading.
    tell(people, FILE_READ, by=reader, about=consent.uid, name=consent.institution.name)


def _tell_staff(consent: FileConsent, by: Actor) -> None:
    what = FILE_OPENED if consent.withdrawn_at is None else FILE_CLOSED
    tell(
        staff_of(consent.institution),
        what,
        by=by,
        about=consent.firm.uid,
        once=consent.uid.hex,
        name=consent.firm.name,
    )
