"""Equipment on pages: card, structured data, and where they are gathered."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.visitors import Visitor
from hashiwatashi.equipment.enums import USABLE, ExternalUse, OperatingStatus
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.equipment.querysets import EquipmentQuerySet
from hashiwatashi.matching.enums import Kind
from hashiwatashi.organisations.contacts import contact_of
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.web.formats import called
from hashiwatashi.web.jsonld import identifier, party
from hashiwatashi.web.rooms import Badge, Card, Room, present

# schema.org has no class for equipment; `IndividualProduct` with an offer to lease out comes closest.
_LEASE_OUT = "http://purl.org/goodrelations/v1#LeaseOut"


def _card(record: Equipment) -> Card:
    badges = [use_badge(record)]
    if record.status != OperatingStatus.RUNNING:
        badges.append(Badge(record.get_status_display(), "warn"))
    # What was never confirmed came from a public list, as nearly everything does: a badge on all says nothing.
    if record.verified_on and record.is_unverified_on(timezone.localdate()):
        badges.append(Badge(_("Not confirmed for a year"), "warn"))
    made = " ".join(part for part in (record.maker, record.model) if part)
    return Card(
        kind=Kind.EQUIPMENT,
        title=called(record),
        href=reverse("equipment-detail", args=[record.uid]),
        facts=present(made, str(record.equipment_class or "")),
        badges=tuple(badges),
        owner=record.owner,
        prefecture=record.prefecture or record.owner.prefecture,
        contact=contact_of(record, record.owner),
        source_url=record.source_url,
    )


def _described(record: Equipment) -> dict[str, Any]:
    offer = {
        "@type": "Offer",
        "businessFunction": _LEASE_OUT,
        "description": record.fee_note,
        "offeredBy": party(record.owner),
    }
    is_open = record.external_use in USABLE
    return {
        "@type": "IndividualProduct",
        "name": record.name,
        "alternateName": [record.name_kana, record.name_en],
        "description": record.uses or record.specification,
        "identifier": identifier("uid", str(record.uid)),
        "manufacturer": {"@type": "Organization", "name": record.maker} if record.maker else None,
        "model": record.model,
        "category": str(record.equipment_class or ""),
        "productionDate": record.acquired_on.isoformat() if record.acquired_on else "",
        "owner": party(record.owner),
        "offers": offer if is_open else None,
    }


def use_badge(record: Equipment) -> Badge:
    """Whether outsiders may use it."""
    use = ExternalUse(record.external_use)
    return Badge(str(use.label), "good" if use in USABLE else "plain")


def _of_organisation(whose: Organisation, visitor: Visitor) -> EquipmentQuerySet:
    return Equipment.objects.visible_to(visitor).filter(owner=whose).for_lists()


def _in_area(whose: Prefecture, visitor: Visitor) -> EquipmentQuerySet:
    return Equipment.objects.visible_to(visitor).not_retired().filter(prefecture=whose).for_lists()


ROOM = Room(
    kind=Kind.EQUIPMENT,
    title=gettext_lazy("Equipment"),
    card=_card,
    described=_described,
    compared=(
        "maker",
        "model",
        "equipment_class",
        "uses",
        "specification",
        "external_use",
        "external_use_terms",
        "fee_note",
        "department",
        "place",
        "status",
        "verified_on",
    ),
    of_organisation=_of_organisation,
    in_area=_in_area,
    add="add_equipment",
    add_text=gettext_lazy("Register equipment"),
)
