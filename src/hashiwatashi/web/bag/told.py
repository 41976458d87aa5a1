"""What paper and spreadsheets tell of each record in a bag: its card, and what one has to know before one goes there.

All of it is read from the card, which knows what may be told: whoever must not be known is not told here either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from hashiwatashi.bags.contents import Content
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.searchable import Found
from hashiwatashi.web.formats import called
from hashiwatashi.web.rooms import Card, card_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One record of a bag in words; ``path`` is its page on this site. Empty strings where nothing is known."""

    number: int
    kind: str
    name: str
    owner: str
    prefecture: str
    place: str
    desk: str
    phone: str
    mail: str
    website: str
    terms: str
    fees: str
    facts: str
    asked: str
    note: str
    path: str

    @property
    def where(self) -> str:
        """Prefecture and place on one line."""
        return "　".join(part for part in (self.prefecture, self.place) if part)

    @property
    def reach(self) -> str:
        """How to ask: desk, telephone and mail, else a website."""
        known = [part for part in (self.desk, self.phone, self.mail) if part]
        return "　".join(known if self.phone or self.mail else [*known, *([self.website] if self.website else [])])


def told(contents: Iterable[Content]) -> Iterator[Told]:
    """Those that the visitor may see, numbered in the order of the bag."""
    seen = [(content, content.found) for content in contents if content.found]
    for number, (content, found) in enumerate(seen, 1):
        yield _told(number, content, found, card_of(found))


def _told(number: int, content: Content, found: Found, card: Card) -> Told:
    terms, fees, place = _of_use(found)
    return Told(
        number=number,
        kind=str(card.kind.label),
        name=card.title,
        owner=owner_of(card),
        prefecture=str(card.prefecture or ""),
        place=place,
        desk=card.contact.desk,
        phone=card.contact.phone,
        mail=card.contact.mail,
        website=card.contact.website or card.source_url,
        terms=terms,
        fees=fees,
        facts="／".join(card.facts),
        asked=content.entry.asked,
        note=content.entry.note,
        path=card.href,
    )


def owner_of(card: Card) -> str:
    """Whose it is; of a need whose owner must not be known, that it is so."""
    if card.owner is None:
        return _("Name withheld") if card.kind == Kind.NEED else ""
    return called(card.owner)


def _of_use(found: Found) -> tuple[str, str, str]:
    """Terms, fees and place, which equipment alone has."""
    if not isinstance(found, Equipment):
        return "", "", ""
    terms = "／".join(part for part in (found.get_external_use_display(), found.external_use_terms) if part)
    return terms, found.fee_note, "　".join(part for part in (found.department, found.place) if part)
