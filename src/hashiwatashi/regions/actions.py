"""What can be done with policy measures."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hashiwatashi.common import actions
from hashiwatashi.common.audit import trail
from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.regions.enums import MeasureStage
from hashiwatashi.regions.events import MeasureEvent
from hashiwatashi.regions.models import Measure, MeasurePartner


def register_measure(
    *, by: Actor, reason: str = "", partners: Collection[Organisation] = (), **fields: Any
) -> Measure:
    """Store a new measure with its partners. Raises `InvalidInput`. Audited as `MeasureEvent.REGISTERED`."""
    with transaction.atomic():
        measure = actions.register(Measure(**fields), by=by, reason=reason)
        set_partners(measure, partners, by=by)
    return measure


def change_measure(
    measure: Measure, *, by: Actor, reason: str = "", version: int | None = None, **changes: Any
) -> dict[str, tuple[Any, Any]]:
    """Change fields of a record; returns field → (before, after). Raises `InvalidInput`, `EditConflict`.

    Audited as `MeasureEvent.CHANGED`; nothing is stored or audited when nothing differs.
    """
    if measure.stage == MeasureStage.DONE and not str(changes.get("evidence", measure.evidence)).strip():
        told = _("A measure that is done keeps its evidence. Resume it first, or write where it can be seen.")
        raise InvalidInput.of("evidence", told)
    return actions.change(measure, by=by, changes=changes, reason=reason, version=version)


def set_partners(measure: Measure, partners: Collection[Organisation], *, by: Actor) -> None:
    """Let exactly these organisations take part; the lead is none of them.

    Audited as `MeasureEvent.PARTNERS_SET` with their uids before and after, where they differ; that is a change of
    the measure, whose version grows.
    """
    wanted = {partner.pk: partner for partner in partners if partner.pk != measure.owner_id}
    with transaction.atomic():
        stored = Measure.objects.select_for_update().get(pk=measure.pk)
        held = {part.organisation_id: part for part in measure.partnerships.select_related("organisation")}
        if held.keys() == wanted.keys():
            return
        measure.partnerships.filter(organisation__in=held.keys() - wanted.keys()).delete()
        new = [MeasurePartner(measure=measure, organisation=wanted[pk]) for pk in wanted if pk not in held]
        MeasurePartner.objects.bulk_create(new)
        stored.version += 1
        stored.save(update_fields=["version", "updated_at"])
        measure.version, measure.updated_at = stored.version, stored.updated_at
        before = sorted(str(part.organisation.uid) for part in held.values())
        after = sorted(str(partner.uid) for partner in wanted.values())
        trail.record(MeasureEvent.PARTNERS_SET, measure, by=by, data={"partners": [before, after]})
