"""Whom to ask about a record: the one rule for pages, cards and the API."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from hashiwatashi.organisations.models import Organisation


class Reachable(Protocol):
    """What is owned, or works somewhere, and may name somebody to ask; some kinds have no desk of their own."""

    contact_phone: str
    contact_mail: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Where to ask; empty strings where nothing is known."""

    desk: str = ""
    phone: str = ""
    mail: str = ""
    website: str = ""

    @property
    def can_be_reached(self) -> bool:
        """Whether there is a number or an address: a desk alone is a name to ask for."""
        return bool(self.phone or self.mail)

    def __bool__(self) -> bool:
        return bool(self.desk or self.can_be_reached or self.website)


def contact_of(record: Reachable | Organisation, holder: Organisation | None = None) -> Contact:
    """The record's own contact; where nobody can be reached by it, its holder's, asking for the record's desk."""
    own = Contact(
        getattr(record, "contact_desk", ""),
        record.contact_phone,
        record.contact_mail,
        record.website if isinstance(record, Organisation) else "",
    )
    if own.can_be_reached or holder is None:
        return own
    of_holder = contact_of(holder)
    return replace(of_holder, desk=own.desk or of_holder.desk)
