"""Seeds on pages: card, structured data, and where they are gathered."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.visitors import Visitor
from hashiwatashi.matching.enums import Kind
from hashiwatashi.organisations.contacts import contact_of
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.technology.models import Seed
from hashiwatashi.technology.querysets import SeedQuerySet
from hashiwatashi.web.formats import called
from hashiwatashi.web.jsonld import party
from hashiwatashi.web.rooms import Card, Room, present


def _card(record: Seed) -> Card:
    level = _("TRL %(level)s") % {"level": record.trl} if record.trl else ""
    return Card(
        kind=Kind.SEED,
        title=called(record),
        href=reverse("seed-detail", args=[record.uid]),
        facts=present(record.field, called(record.researcher) if record.researcher else "", level),
        badges=(),
        owner=record.owner,
        prefecture=record.owner.prefecture if record.owner else None,
        contact=contact_of(record, record.owner),
        source_url=record.source_url,
    )


def _described(record: Seed) -> dict[str, Any]:
    person = {"@type": "Person", "name": record.researcher.name} if record.researcher else None
    return {
        "@type": "CreativeWork",
        "name": record.title,
        "alternateName": record.title_en,
        "description": record.summary,
        "about": record.field,
        "creator": person,
        "provider": party(record.owner) if record.owner else None,
        "dateModified": record.updated_at.date().isoformat(),
        "creditText": record.credit,
    }


def _of_organisation(whose: Organisation, visitor: Visitor) -> SeedQuerySet:
    return Seed.objects.visible_to(visitor).filter(owner=whose).for_lists()


def _in_area(whose: Prefecture, visitor: Visitor) -> SeedQuerySet:
    return Seed.objects.visible_to(visitor).filter(owner__prefecture=whose).for_lists()


ROOM = Room(
    kind=Kind.SEED,
    title=gettext_lazy("Seeds"),
    card=_card,
    described=_described,
    compared=("field", "summary", "applications", "trl", "brl"),
    of_organisation=_of_organisation,
    in_area=_in_area,
    add="add_seed",
    add_text=gettext_lazy("Register a seed"),
)
