"""A call or a visit that was noted: asked, taken, answered and closed at once, and stored once by its key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.consultations import actions
from hashiwatashi.consultations.actions import ask, noted_before
from hashiwatashi.consultations.enums import ConsultationKind
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.consultations.photos import Taken, stored_with
from hashiwatashi.consultations.promises import promise_of
from hashiwatashi.consultations.repeats import Named, first_holder, has_photos, says_the_same, words_of
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account


@dataclass(frozen=True, slots=True)
class Ending:
    """What was answered to a call, and whether that settled it."""

    answer: str = ""
    minutes: int = 0
    is_settled: bool = field(default=False, kw_only=True)

    def key(self, noted: UUID) -> UUID:
        """Under which the answer of a note is stored: it tells whether it was settled, whatever is done later."""
        return uuid5(noted, "settled" if self.is_settled else "answered")

    def is_of(self, known: Consultation, noted: UUID) -> bool:
        """Whether a case that was noted under a key ended so."""
        keys = [replace(self, is_settled=is_settled).key(noted) for is_settled in (True, False)]
        stored = known.entries.filter(key__in=keys).first()
        was = (stored.key, stored.text, stored.minutes) if stored else None
        return was == ((self.key(noted), words_of(self.answer), self.minutes) if self.answer else None)


def note_case(
    *,
    by: Account,
    holder: Organisation,
    key: UUID,
    answer: str = "",
    is_settled: bool = False,
    minutes: int = 0,
    noted_at: datetime | None = None,
    photos: Sequence[Taken] = (),
    **values: Any,
) -> Consultation:
    """Everything of one call in one transaction: asked, taken, answered, closed. Sent twice it is stored once.

    Raises as `ask`, `take`, `answer` and `close` do, and `InvalidInput` of the key where it holds something else.
    """
    end = Ending(answer, minutes, is_settled=is_settled)
    if known := noted_already(key, by=by, holder=holder, end=end, photos=photos, values=values):
        return known
    with transaction.atomic():
        consultation = _ask(by, holder, noted_at, key=key, photos=photos, **values)
        with stored_with(consultation):
            actions.take(consultation, by=by, now=noted_at)
            if answer:
                actions.answer(consultation, by=by, text=answer, minutes=minutes, now=noted_at, key=end.key(key))
            if is_settled:
                actions.close(consultation, by=by, now=noted_at)
    return consultation


def noted_already(
    key: UUID,
    *,
    by: Account,
    holder: Organisation,
    end: Ending,
    values: Mapping[str, Any],
    photos: Iterable[Named] = (),
) -> Consultation | None:
    """What was stored under the key of a note. Raises `InvalidInput` of the key where that says something else.

    Compared is what is told in ``values``, and of the photos that none is lost.
    """
    if (known := noted_before(key, by=by)) is None:
        return None
    is_same = says_the_same(known, values) and first_holder(known) == holder and end.is_of(known, key)
    if not is_same or not has_photos(known.entries.get(key=key), photos):
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
