"""The shapes in which the API gives records. Times are ISO 8601 in Japan time, amounts whole yen."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel


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


class OrganisationOut(OrganisationRef):
    name_kana: str
    name_en: str
    status: str
    corporate_number: str | None
    about: str
    address: str
    website: str
    contact: Contact
    successor: OrganisationRef | None
    credit: str
    updated_at: datetime


class EquipmentOut(Shape):
    uid: UUID
    version: int
    name: str
    name_en: str
    maker: str
    model: str
    uses: str
    specification: str
    equipment_class: str | None
    owner: OrganisationRef
    department: str
    place: str
    prefecture: str | None
    external_use: str
    external_use_terms: str
    fee_note: str
    status: str
    acquisition_programme: str
    verified_on: date | None
    contact: Contact
    source_url: str
    credit: str
    updated_at: datetime


class SeedOut(Shape):
    uid: UUID
    version: int
    title: str
    title_en: str
    summary: str
    applications: str
    field: str
    trl: int | None
    brl: int | None
    owner: OrganisationRef | None
    contact: Contact
    source_url: str
    credit: str
    updated_at: datetime


class ExpertOut(Shape):
    uid: UUID
    name: str
    kind: str
    field: str
    headline: str
    profile: str
    track_record: str
    organisation: OrganisationRef
    areas: list[str]
    """Codes of prefectures."""
    since: date
    until: date | None
    contact: Contact
    updated_at: datetime


class CallOut(Shape):
    uid: UUID
    title: str
    title_en: str
    summary: str
    funder: OrganisationRef | None
    is_nationwide: bool
    areas: list[str]
    max_amount_yen: int | None
    has_no_limit: bool
    rate_note: str
    opens_at: datetime | None
    closes_at: datetime | None
    is_open: bool
    contact: Contact
    source_url: str
    credit: str
    updated_at: datetime


class NeedOut(Shape):
    """A need as far as its disclosure level lets the caller see it."""

    uid: UUID
    version: int | None
    kind: str
    level: int
    title: str
    text: str
    sector: str
    region_wish: str
    deadline: date | None
    published_on: date | None
    owner: OrganisationRef | None
    source_url: str
    credit: str
