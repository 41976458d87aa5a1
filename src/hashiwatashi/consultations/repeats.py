"""What comes again under a key: whether it says what was stored, so that nothing else is taken for stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from hashiwatashi.common.texts import clean
from hashiwatashi.common.values import tidied
from hashiwatashi.consultations.models import Consultation, ConsultationPhoto, Entry
from hashiwatashi.organisations.models import Organisation

#: What is told of a question when it is asked, and never changed afterwards: what is stored is what was sent.
_KEPT = (
    "kind",
    "channel",
    "topic",
    "text",
    "field",
    "prefecture",
    "municipality",
    "firm",
    "contact_firm",
    "contact_name",
    "contact_mail",
    "contact_phone",
    "is_confidential",
    "secrecy",
    "urgency",
)


class Named(Protocol):
    """A photo as far as it tells its name."""

    @property
    def name(self) -> str: ...


def says_the_same(known: Consultation, told: Mapping[str, Any]) -> bool:
    """Whether a question says what ``told`` does, of the values that are told."""
    fields = (field for field in Consultation._meta.concrete_fields if field.name in _KEPT and field.name in told)
    return all(getattr(known, field.name) == tidied(field, told[field.name]) for field in fields)


def first_holder(known: Consultation) -> Organisation:
    """The institution that was asked, whoever holds it by now."""
    return known.periods.select_related("organisation").order_by("since", "pk")[0].organisation


def first_line(known: Consultation) -> Entry:
    """The question, as a line of the history."""
    return known.entries.order_by("at", "pk")[0]


def has_photos(line: Entry, photos: Iterable[Named]) -> bool:
    """Whether all of these stand at a line, by their names. A phone that cannot keep them sends it again without."""
    stored = ConsultationPhoto.objects.filter(entry=line).values_list("name", flat=True)
    return not Counter(one.name for one in photos) - Counter(stored)


def words_of(text: str) -> str:
    """A text as a line of the history stores it."""
    return clean(text, multiline=True).strip()
