"""The shapes that several answers of the API share. Times are ISO 8601 in Japan time, amounts whole yen."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.organisations.contacts import Reachable, contact_of
from hashiwatashi.organisations.models import Organisation


class Shape(BaseModel):
    """What the API gives. Plain pydantic: ninja's own Schema would read every field again through a template-like
    lookup, which took half the time of an answer."""


class PrefectureOut(Shape):
    """A prefecture by its two-digit code (JIS X 0401)."""

    code: str
    name: str
    name_en: str
    region: str


class Contact(Shape):
    """Whom to ask next."""

    desk: str
    phone: str
    mail: str


class OrganisationRef(Shape):
    """An organisation in short."""

    uid: UUID
    name: str
    kind: str
    prefecture: str | None
    """Code."""


def contact(record: Reachable | Organisation, holder: Organisation | None = None) -> Contact:
    """Whom to ask about a record; of its holder where it names nobody."""
    of = contact_of(record, holder)
    return Contact(desk=of.desk, phone=of.phone, mail=of.mail)


def prefecture(record: Prefecture) -> PrefectureOut:
    """A prefecture as the API gives it."""
    return PrefectureOut(code=record.code, name=record.name, name_en=record.name_en, region=record.region)


def reference(organisation: Organisation) -> OrganisationRef:
    """An organisation in short."""
    return OrganisationRef(
        uid=organisation.uid,
        name=organisation.name,
        kind=organisation.kind,
        prefecture=organisation.prefecture_id,
    )


def reference_or_none(organisation: Organisation | None) -> OrganisationRef | None:
    """An organisation in short, None where there is none or it must not be known."""
    return reference(organisation) if organisation else None
