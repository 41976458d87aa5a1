"""Needs on pages: card, structured data, and where they are gathered."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hashiwatashi.common.visitors import Visitor, organisation_ids
from hashiwatashi.matching.enums import Kind
from hashiwatashi.needs.disclosure import NeedSheet
from hashiwatashi.needs.enums import DisclosureLevel, NeedKind, NeedStage
from hashiwatashi.needs.models import Need
from hashiwatashi.needs.querysets import NeedQuerySet
from hashiwatashi.organisations.contacts import Contact, contact_of
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.web.formats import called, day
from hashiwatashi.web.jsonld import party
from hashiwatashi.web.rooms import Badge, Card, Room, present


def _card(record: NeedSheet) -> Card:
    wanted = _("Wanted by %(day)s") % {"day": day(record.deadline)} if record.deadline else ""
    badges = [Badge(str(record.kind.label))] if record.kind == NeedKind.PUBLISHED_THEME else []
    if record.stage != NeedStage.OPEN:
        badges.append(Badge(str(record.stage.label)))
    if record.owner is None:
        badges.append(Badge(_("Name withheld")))
    return Card(
        kind=Kind.NEED,
        title=called(record),
        href=reverse("need-detail", args=[record.uid]),
        facts=present(record.sector, record.region_wish, wanted),
        badges=tuple(badges),
        owner=record.owner,
        prefecture=record.owner.prefecture if record.owner else None,
        contact=contact_of(record.owner) if record.owner else Contact(),
        source_url=record.source_url,
    )


def _described(record: NeedSheet) -> dict[str, Any]:
    return {
        "@type": "Demand",
        "name": record.title,
        "description": record.text,
        "seller": party(record.owner) if record.owner else None,
        "validThrough": record.deadline.isoformat() if record.deadline else "",
    }


def _of_organisation(whose: Organisation, visitor: Visitor) -> NeedQuerySet:
    """Only those of which its name may be known (INV-03)."""
    needs = Need.objects.visible_to(visitor).filter(owner=whose).for_lists()
    return needs if whose.pk in organisation_ids(visitor) else needs.filter(level__gte=DisclosureLevel.NAMED)


ROOM = Room(
    kind=Kind.NEED,
    title=gettext_lazy("Needs"),
    card=_card,
    described=_described,
    of_organisation=_of_organisation,
    add="add_need",
    add_text=gettext_lazy("Register a need"),
)
