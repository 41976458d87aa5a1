"""Policy measures on pages: card, structured data, and where they are gathered."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.visitors import Visitor
from hashiwatashi.matching.enums import Kind
from hashiwatashi.organisations.contacts import contact_of
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.regions.enums import MeasureStage
from hashiwatashi.regions.models import Measure
from hashiwatashi.regions.querysets import MeasureQuerySet
from hashiwatashi.web.formats import called, fiscal_year
from hashiwatashi.web.jsonld import party
from hashiwatashi.web.rooms import Badge, Card, Room, Task, present

_TONES = {MeasureStage.DONE: "good", MeasureStage.DROPPED: "plain"}


def _card(record: Measure) -> Card:
    return Card(
        kind=Kind.MEASURE,
        title=called(record),
        href=reverse("measure-detail", args=[record.uid]),
        facts=present(_("due by the end of %(year)s") % {"year": fiscal_year(record.fiscal_year)}),
        badges=tuple(_badges(record)),
        owner=record.owner,
        prefecture=record.owner.prefecture,
        contact=contact_of(record.owner),
        source_url=record.source_url,
    )


def _badges(record: Measure) -> list[Badge]:
    badges = [Badge(record.get_stage_display(), _TONES.get(MeasureStage(record.stage), "plain"))]
    return [*badges, Badge(_("Overdue"), "warn")] if record.is_overdue_on(timezone.localdate()) else badges


def _described(record: Measure) -> dict[str, Any]:
    """schema.org has no class for a policy measure; `Project` comes closest."""
    return {
        "@type": "Project",
        "name": record.title,
        "description": record.text,
        "parentOrganization": party(record.owner),
        "member": [party(part.organisation) for part in record.partnerships.all()],
    }


def _of_organisation(whose: Organisation, visitor: Visitor) -> MeasureQuerySet:
    return Measure.objects.visible_to(visitor).filter(owner=whose).for_lists()


def _in_area(whose: Prefecture, visitor: Visitor) -> MeasureQuerySet:
    return Measure.objects.visible_to(visitor).filter(owner__prefecture=whose).for_lists()


ROOM = Room(
    kind=Kind.MEASURE,
    title=gettext_lazy("Policy measures"),
    card=_card,
    described=_described,
    compared=("text", "fiscal_year", "stage", "evidence"),
    of_organisation=_of_organisation,
    in_area=_in_area,
    task=Task.BODIES,
    add="add_measure",
    add_text=gettext_lazy("Register a policy measure"),
)
