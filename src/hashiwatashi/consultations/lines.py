"""A line of a consultation's history, stored once however often its form is sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.common.audit import trail
from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.consultations.enums import EntryKind
from hashiwatashi.consultations.events import ConsultationEvent
from hashiwatashi.consultations.models import MOST_MINUTES, Consultation, Entry
from hashiwatashi.consultations.repeats import Named, has_photos, words_of
from hashiwatashi.people.models import Account

_MOST_TEXT = 10_000


def sent_before(
    consultation: Consultation,
    key: UUID | None,
    kind: EntryKind,
    text: str,
    minutes: int = 0,
    photos: Sequence[Named] = (),
) -> Entry | None:
    """The line that the same form stored and that says the same; the consultation must be locked.

    Raises `InvalidInput` of the key where the form says something else by now, so that nothing of it is lost.
    """
    known = Entry.objects.filter(key=key).first() if key is not None else None
    if known is None:
        return None
    was = (known.consultation_id, known.kind, known.text, known.minutes)
    if was != (consultation.pk, kind, words_of(text), minutes) or not has_photos(known, photos):
        told = _("This form was sent already. To store what it says now as well, send it again.")
        raise InvalidInput.of("key", told)
    return known


def store_line(
    consultation: Consultation,
    kind: EntryKind,
    text: str,
    *,
    by: Actor,
    minutes: int = 0,
    is_open: bool = True,
    key: UUID | None = None,
    at: datetime | None = None,
) -> Entry:
    """Add a line to the history; the consultation must be locked or new. Raises `InvalidInput`.

    Audited as `ConsultationEvent.WRITTEN`, without the text.
    """
    text = words_of(text)
    if not text:
        raise InvalidInput.of("text", _("Write something."))
    if len(text) > _MOST_TEXT:
        raise InvalidInput.of("text", _("At most %(most)d characters.") % {"most": _MOST_TEXT})
    if not 0 <= minutes <= MOST_MINUTES:
        raise InvalidInput.of("minutes", _("Between 0 and %(most)d minutes.") % {"most": MOST_MINUTES})
    account = by if isinstance(by, Account) else None
    is_staff = account is not None and account.has_perm("hashiwatashi.handle_consultation", consultation)
    entry = Entry(
        consultation=consultation,
        kind=kind,
        text=text,
        minutes=minutes,
        by=account,
        organisation=consultation.holder if is_staff else consultation.firm,
        is_open=is_open,
        key=key,
        at=at or timezone.now(),
    )
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError:
        # The same line came twice at once.
        return Entry.objects.get(key=key)
    data = {"kind": kind, "minutes": minutes, "open": is_open}
    trail.record(ConsultationEvent.WRITTEN, consultation, by=by, data=data)
    return entry
