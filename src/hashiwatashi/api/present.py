"""Records → the shapes of the API."""

from __future__ import annotations

from django.utils import timezone

from hashiwatashi.api import schemas
from hashiwatashi.areas.models import Prefecture
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.funding.models import Call
from hashiwatashi.needs.disclosure import NeedSheet
from hashiwatashi.organisations.contacts import Reachable, contact_of
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Expert
from hashiwatashi.technology.models import Seed


def contact(record: Reachable | Organisation, holder: Organisation | None = None) -> schemas.Contact:
    of = contact_of(record, holder)
    return schemas.Contact(desk=of.desk, phone=of.phone, mail=of.mail)


def prefecture(record: Prefecture) -> schemas.PrefectureOut:
    return schemas.PrefectureOut(code=record.code, name=record.name, name_en=record.name_en, region=record.region)


def reference(organisation: Organisation) -> schemas.OrganisationRef:
    return schemas.OrganisationRef(
        uid=organisation.uid,
        name=organisation.name,
        kind=organisation.kind,
        prefecture=organisation.prefecture_id,
    )


def _reference_or_none(organisation: Organisation | None) -> schemas.OrganisationRef | None:
    return reference(organisation) if organisation else None


def organisation(record: Organisation) -> schemas.OrganisationOut:
    return schemas.OrganisationOut(
        **reference(record).model_dump(),
        name_kana=record.name_kana,
        name_en=record.name_en,
        status=record.status,
        corporate_number=record.corporate_number,
        about=record.about,
        address=record.address,
        website=record.website,
        contact=contact(record),
        successor=_reference_or_none(record.successor),
        credit=record.credit,
        updated_at=record.updated_at,
    )


def equipment(record: Equipment) -> schemas.EquipmentOut:
    return schemas.EquipmentOut(
        uid=record.uid,
        version=record.version,
        name=record.name,
        name_en=record.name_en,
        maker=record.maker,
        model=record.model,
        uses=record.uses,
        specification=record.specification,
        equipment_class=str(record.equipment_class) if record.equipment_class else None,
        owner=reference(record.owner),
        department=record.department,
        place=record.place,
        prefecture=record.prefecture_id,
        external_use=record.external_use,
        external_use_terms=record.external_use_terms,
        fee_note=record.fee_note,
        status=record.status,
        acquisition_programme=record.acquisition_programme,
        verified_on=record.verified_on,
        contact=contact(record, record.owner),
        source_url=record.source_url,
        credit=record.credit,
        updated_at=record.updated_at,
    )


def seed(record: Seed) -> schemas.SeedOut:
    return schemas.SeedOut(
        uid=record.uid,
        version=record.version,
        title=record.title,
        title_en=record.title_en,
        summary=record.summary,
        applications=record.applications,
        field=record.field,
        trl=record.trl,
        brl=record.brl,
        owner=_reference_or_none(record.owner),
        contact=contact(record, record.owner),
        source_url=record.source_url,
        credit=record.credit,
        updated_at=record.updated_at,
    )


def expert(record: Expert) -> schemas.ExpertOut:
    return schemas.ExpertOut(
        uid=record.uid,
        name=record.person.name,
        kind=record.kind,
        field=record.field,
        headline=record.headline,
        profile=record.profile,
        track_record=record.track_record,
        organisation=reference(record.organisation),
        areas=[area.code for area in record.areas.all()],
        since=record.since,
        until=record.until,
        contact=contact(record, record.organisation),
        updated_at=record.updated_at,
    )


def call(record: Call) -> schemas.CallOut:
    return schemas.CallOut(
        uid=record.uid,
        title=record.title,
        title_en=record.title_en,
        summary=record.summary,
        funder=_reference_or_none(record.funder),
        is_nationwide=record.is_nationwide,
        areas=[area.code for area in record.areas.all()],
        max_amount_yen=record.max_amount_yen,
        has_no_limit=record.has_no_limit,
        rate_note=record.rate_note,
        opens_at=record.opens_at,
        closes_at=record.closes_at,
        is_open=record.is_open_at(timezone.now()),
        contact=contact(record, record.funder),
        source_url=record.source_url,
        credit=record.credit,
        updated_at=record.updated_at,
    )


def need(sheet: NeedSheet) -> schemas.NeedOut:
    return schemas.NeedOut(
        uid=sheet.uid,
        version=sheet.version,
        kind=sheet.kind.value,
        level=int(sheet.level),
        title=sheet.title,
        text=sheet.text,
        sector=sheet.sector,
        region_wish=sheet.region_wish,
        deadline=sheet.deadline,
        published_on=sheet.published_on,
        owner=_reference_or_none(sheet.owner),
        source_url=sheet.source_url,
        credit=sheet.credit,
    )
