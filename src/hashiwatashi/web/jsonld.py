"""Records as schema.org JSON-LD, for search engines and other catalogues.

schema.org has no class for equipment; `IndividualProduct` with an offer to lease out comes closest.
"""

from __future__ import annotations

import json
from functools import singledispatch
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from hashiwatashi.equipment.enums import ExternalUse
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.funding.models import Call
from hashiwatashi.needs.disclosure import NeedSheet
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Expert
from hashiwatashi.technology.models import Seed

_LEASE_OUT = "http://purl.org/goodrelations/v1#LeaseOut"
# A record's text could hold "</script>"; these three never stand in the output as themselves.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def script(record: object, url: str) -> SafeString:
    """The script element that describes ``record``, whose page is the absolute address ``url``."""
    body = {"@context": "https://schema.org", "@id": url, "url": url, **describe(record)}
    text = json.dumps(_filled(body), ensure_ascii=False).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 escaped above


@singledispatch
def describe(record: object) -> dict[str, Any]:
    """A record as a schema.org object without its address; raises `TypeError` for an unknown kind."""
    raise TypeError(f"no schema.org class for {type(record).__name__}")


@describe.register
def _equipment(record: Equipment) -> dict[str, Any]:
    offer = {
        "@type": "Offer",
        "businessFunction": _LEASE_OUT,
        "description": record.fee_note,
        "offeredBy": _party(record.owner),
    }
    is_open = record.external_use in {ExternalUse.OPEN, ExternalUse.CONDITIONAL}
    return {
        "@type": "IndividualProduct",
        "name": record.name,
        "alternateName": [record.name_kana, record.name_en],
        "description": record.uses or record.specification,
        "identifier": _identifier("uid", str(record.uid)),
        "manufacturer": {"@type": "Organization", "name": record.maker} if record.maker else None,
        "model": record.model,
        "category": str(record.equipment_class or ""),
        "productionDate": record.acquired_on.isoformat() if record.acquired_on else "",
        "owner": _party(record.owner),
        "offers": offer if is_open else None,
    }


@describe.register
def _seed(record: Seed) -> dict[str, Any]:
    person = {"@type": "Person", "name": record.researcher.name} if record.researcher else None
    return {
        "@type": "CreativeWork",
        "name": record.title,
        "alternateName": record.title_en,
        "description": record.summary,
        "about": record.field,
        "creator": person,
        "provider": _party(record.owner) if record.owner else None,
        "dateModified": record.updated_at.date().isoformat(),
        "creditText": record.credit,
    }


@describe.register
def _expert(record: Expert) -> dict[str, Any]:
    person = record.person
    return {
        "@type": "Person",
        "name": person.name,
        "alternateName": [person.name_kana, person.name_en],
        "identifier": f"https://orcid.org/{person.orcid}" if person.orcid else "",
        "sameAs": f"https://researchmap.jp/{person.researchmap}" if person.researchmap else "",
        "jobTitle": record.get_kind_display(),
        "description": record.headline,
        "knowsAbout": record.field,
        "affiliation": _party(record.organisation),
        "workLocation": [{"@type": "AdministrativeArea", "name": area.name} for area in record.areas.all()],
    }


@describe.register
def _call(record: Call) -> dict[str, Any]:
    amount = {"@type": "MonetaryAmount", "maxValue": record.max_amount_yen, "currency": "JPY"}
    applying = {
        "@type": "Event",
        "name": record.title,
        "startDate": record.opens_at.isoformat() if record.opens_at else "",
        "endDate": record.closes_at.isoformat() if record.closes_at else "",
    }
    return {
        "@type": "MonetaryGrant",
        "name": record.title,
        "alternateName": record.title_en,
        "description": record.summary,
        "funder": _party(record.funder) if record.funder else None,
        "amount": amount if record.max_amount_yen else None,
        "subjectOf": applying if record.opens_at or record.closes_at else None,
    }


@describe.register
def _need(record: NeedSheet) -> dict[str, Any]:
    return {
        "@type": "Demand",
        "name": record.title,
        "description": record.text,
        "seller": _party(record.owner) if record.owner else None,
        "validThrough": record.deadline.isoformat() if record.deadline else "",
    }


@describe.register
def _organisation(record: Organisation) -> dict[str, Any]:
    address = {
        "@type": "PostalAddress",
        "postalCode": record.postcode,
        "addressRegion": record.prefecture.name if record.prefecture else "",
        "addressLocality": record.municipality.name if record.municipality else "",
        "streetAddress": record.address,
        "addressCountry": "JP",
    }
    return {
        **_party(record),
        "alternateName": [record.name_kana, record.name_en],
        "description": record.about,
        "address": address,
        "telephone": record.contact_phone,
        "email": record.contact_mail,
        "sameAs": record.website,
    }


def _party(record: Organisation) -> dict[str, Any]:
    number = record.corporate_number
    return {
        "@type": "Organization",
        "name": record.name,
        "identifier": _identifier("corporateNumber", number) if number else None,
    }


def _identifier(name: str, value: str) -> dict[str, str]:
    return {"@type": "PropertyValue", "propertyID": name, "value": value}


def _filled(value: Any) -> Any:
    """Without what is empty, at every depth."""
    if isinstance(value, dict):
        return {key: _filled(item) for key, item in value.items() if item not in ("", None, [], ["", ""])}
    if isinstance(value, list):
        return [_filled(item) for item in value if item not in ("", None)]
    return value
