"""Sending a question from the form of the site: once, however often the form is sent."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hashiwatashi.consultations.actions import BY_LINK, ask
from hashiwatashi.consultations.enums import Channel, EntryKind
from hashiwatashi.consultations.models import Consultation, Entry
from hashiwatashi.people.models import Account
from hashiwatashi.writing.models import QuestionDraft
from hashiwatashi.writing.senders import count_sender

#: So long a form that is sent again shows the receipt of the first time.
SHOWN_AGAIN = timedelta(days=1)


def send_question(*, asker: Account | None, form: UUID | None, address: str, **values: Any) -> Consultation:
    """Store what was written on a form as a question, as `consultations.actions.ask` does; its draft goes.

    ``form`` is the key of the form, ``address`` where it comes from. Raises as `ask` does, `Conflict` for a form that
    has been sent already, `TooMany` for an address from which too many come.
    """
    key = key_of(form) if form else None
    with transaction.atomic():
        count_sender(address, now=timezone.now())
        if asker and form:
            QuestionDraft.objects.visible_to(asker).filter(uid=form).delete()
        return ask(by=asker or BY_LINK, asker=asker, key=key, **values)


def sent_before(form: UUID, *, asker: Account | None, now: datetime | None = None) -> Consultation | None:
    """The question that the same form stored for the same asker within the last day."""
    since = (now or timezone.now()) - SHOWN_AGAIN
    sent = Entry.objects.filter(key=key_of(form), kind=EntryKind.QUESTION, at__gt=since)
    found = sent.filter(consultation__asker=asker, consultation__channel=Channel.WEB)
    entry = found.select_related("consultation").first()
    return entry.consultation if entry else None


def key_of(form: UUID) -> UUID:
    """Under which a form is stored: whoever reads the database learns nothing by which it could be sent again."""
    return UUID(bytes=hashlib.sha256(form.bytes).digest()[:16])
