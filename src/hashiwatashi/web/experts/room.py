"""Experts on pages: card, structured data, and where they are gathered."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.visitors import Visitor
from hashiwatashi.matching.enums import Kind
from hashiwatashi.organisations.contacts import contact_of
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Expert
from hashiwatashi.people.querysets import ExpertQuerySet
from hashiwatashi.web.formats import called
from hashiwatashi.web.jsonld import party
from hashiwatashi.web.rooms import Badge, Card, Room, present


def _card(record: Expert) -> Card:
    return Card(
        kind=Kind.EXPERT,
        title=called(record.person),
        href=reverse("expert-detail", args=[record.uid]),
        facts=present(record.headline, record.field),
        badges=(Badge(record.get_kind_display()),),
        owner=record.organisation,
        prefecture=record.organisation.prefecture,
        contact=contact_of(record, record.organisation),
        source_url=record.source_url,
    )


def _described(record: Expert) -> dict[str, Any]:
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
        "affiliation": party(record.organisation),
        "workLocation": [{"@type": "AdministrativeArea", "name": area.name} for area in record.areas.all()],
    }


def _in_office(visitor: Visitor) -> ExpertQuerySet:
    return Expert.objects.visible_to(visitor).in_office_on(timezone.localdate()).for_lists()


def _of_organisation(whose: Organisation, visitor: Visitor) -> ExpertQuerySet:
    return _in_office(visitor).filter(organisation=whose)


def _in_area(whose: Prefecture, visitor: Visitor) -> ExpertQuerySet:
    return _in_office(visitor).filter(organisation__prefecture=whose)


ROOM = Room(
    kind=Kind.EXPERT,
    title=gettext_lazy("Experts"),
    card=_card,
    described=_described,
    compared=("kind", "field", "headline", "profile", "track_record"),
    of_organisation=_of_organisation,
    in_area=_in_area,
    add="add_expert",
    add_text=gettext_lazy("List an expert"),
)
