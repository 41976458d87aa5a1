"""A call or a visit that was noted: asked, taken, answered and closed at once, and stored once by its key."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.common.texts import clean
from hashiwatashi.consultations import actions
from hashiwatashi.consultations.actions import ask, noted_before
from hashiwatashi.consultations.enums import ConsultationKind, EntryKind
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.consultations.photos import stored_with
from hashiwatashi.consultations.promises import promise_of
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account


def note_case(
    *,
    by: Account,
    holder: Organisation,
    key: UUID,
    answer: str = "",
    is_settled: bool = False,
    minutes: int = 0,
    noted_at: datetime | None = None,
    **values: Any,
) -> Consultation:
    """Everything of one call in one transaction: asked, taken, answered, closed. Sent twice it is stored once.

    Raises as `ask`, `take`, `answer` and `close` do, and `InvalidInput` of the key where it holds other words.
    """
    if known := noted_already(key, by=by, answer=answer, **values):
        return known
    with transaction.atomic():
        consultation = _ask(by, holder, noted_at, key=key, **values)
        with stored_with(consultation):
            actions.take(consultation, by=by, now=noted_at)
            if answer:
                actions.answer(consultation, by=by, text=answer, minutes=minutes, now=noted_at)
            if is_settled:
                actions.close(consultation, by=by, now=noted_at)
    return consultation


def noted_already(key: UUID, *, by: Account, answer: str = "", **values: Any) -> Consultation | None:
    """What was stored under the key of a note. Raises `InvalidInput` of the key where that says something else."""
    if (known := noted_before(key, by=by)) is None:
        return None
    stored = known.entries.filter(kind=EntryKind.ANSWER).order_by("at", "pk").first()
    was = (known.topic, known.text, stored.text if stored else "")
    if was != tuple(clean(text, multiline=True).strip() for text in (values["topic"], values["text"], answer)):
        told = _("This was stored already as %(number)s. To store what it says now as well, send it again.")
        raise InvalidInput.of("key", told % {"number": known.number})
    return known


def _ask(by: Account, holder: Organisation, noted_at: datetime | None, **values: Any) -> Consultation:
    """What was noted while there was no connection was asked, taken and answered then, not when it was sent."""
    now = noted_at or timezone.now()
    promised = promise_of(
        holder,
        ConsultationKind(values["kind"]),
        (values["prefecture"], values["municipality"]),
        values["field"].code if values["field"] else "",
        timezone.localdate(now),
    )
    return ask(by=by, holder=holder, now=now, **values, **promised.values(now))
