"""Organisations on pages: card, structured data, and where they are gathered."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.visitors import Visitor
from hashiwatashi.matching.enums import Kind
from hashiwatashi.organisations.contacts import contact_of
from hashiwatashi.organisations.enums import OrganisationStatus
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.organisations.querysets import OrganisationQuerySet
from hashiwatashi.web.formats import called
from hashiwatashi.web.jsonld import party
from hashiwatashi.web.rooms import Badge, Card, Room, Task, present


def _card(record: Organisation) -> Card:
    status = record.get_status_display()
    badges = () if record.status == OrganisationStatus.ACTIVE else (Badge(status, "warn"),)
    return Card(
        kind=Kind.ORGANISATION,
        title=called(record),
        href=reverse("organisation-detail", args=[record.uid]),
        facts=present(record.get_kind_display(), record.address),
        badges=badges,
        owner=None,
        prefecture=record.prefecture,
        contact=contact_of(record),
        source_url=record.source_url,
    )


def _described(record: Organisation) -> dict[str, Any]:
    address = {
        "@type": "PostalAddress",
        "postalCode": record.postcode,
        "addressRegion": record.prefecture.name if record.prefecture else "",
        "addressLocality": record.municipality.name if record.municipality else "",
        "streetAddress": record.address,
        "addressCountry": "JP",
    }
    return {
        **party(record),
        "alternateName": [record.name_kana, record.name_en],
        "description": record.about,
        "address": address,
        "telephone": record.contact_phone,
        "email": record.contact_mail,
        "sameAs": record.website,
    }


def _in_area(whose: Prefecture, visitor: Visitor) -> OrganisationQuerySet:
    return Organisation.objects.visible_to(visitor).providers().filter(prefecture=whose).for_lists()


ROOM = Room(
    kind=Kind.ORGANISATION,
    title=gettext_lazy("Organisations"),
    card=_card,
    described=_described,
    compared=("kind", "about", "address", "employees", "capital_yen"),
    in_area=_in_area,
    task=Task.BODIES,
)
