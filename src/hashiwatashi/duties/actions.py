"""What can be done with role declarations."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from hashiwatashi.areas.models import Municipality, Prefecture
from hashiwatashi.common import actions
from hashiwatashi.common.audit import trail
from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.duties.events import DutyEvent
from hashiwatashi.duties.models import Duty, Field
from hashiwatashi.duties.rules import EDITORS
from hashiwatashi.duties.stages import DUTY_STAGES
from hashiwatashi.duties.who import overlapping
from hashiwatashi.notices.actions import tell
from hashiwatashi.notices.kinds import DUTIES_OVERLAP
from hashiwatashi.people.roles import accounts_with

_PLACED = ("fields", "prefectures", "municipalities")


def register_field(*, by: Actor, **values: Any) -> Field:
    """Store a new field of technology. Raises `InvalidInput`. Audited as `DutyEvent.FIELD_CHANGED`."""
    return actions.register(Field(**values), by=by)


def change_field(field: Field, *, by: Actor, version: int | None = None, **changes: Any) -> dict[str, Any]:
    """Change a field's names or end it on a day; returns what changed. Declarations that name it keep it.

    Raises `InvalidInput`, `EditConflict`. Audited as `DutyEvent.FIELD_CHANGED`.
    """
    return actions.change(field, by=by, changes=changes, version=version)


def publish_drafts(drafts: Iterable[Duty], *, by: Actor) -> tuple[int, list[Duty]]:
    """Publish every draft that holds for some place: how many, and the declarations that they overlap.

    Raises as `move_duty` does; then none is published.
    """
    published, overlaps = 0, list[Duty]()
    with transaction.atomic():
        for duty in drafts:
            if any(placing_of(duty)[name] for name in ("prefectures", "municipalities")):
                overlaps += move_duty(duty, "publish", by=by)
                published += 1
    return published, overlaps


def draft_duty(
    *,
    by: Actor,
    fields: Collection[Field] = (),
    prefectures: Collection[Prefecture] = (),
    municipalities: Collection[Municipality] = (),
    **values: Any,
) -> Duty:
    """Write a declaration down; only its organisation sees it. Raises `InvalidInput`.

    Audited as `DutyEvent.DRAFTED`.
    """
    with transaction.atomic():
        duty = actions.register(Duty(**values), by=by)
        place_duty(duty, {"fields": fields, "prefectures": prefectures, "municipalities": municipalities}, by=by)
    return duty


def change_duty(duty: Duty, *, by: Actor, version: int | None = None, **changes: Any) -> dict[str, Any]:
    """Change fields of a declaration, its fields of technology and places included; returns what changed.

    Raises `InvalidInput`, `EditConflict`. Audited as `DutyEvent.CHANGED` and `DutyEvent.PLACED`. Where a published
    one overlaps another then, both organisations are told.
    """
    with transaction.atomic():
        places = {name: changes.pop(name) for name in _PLACED if name in changes}
        changed: dict[str, Any] = actions.change(duty, by=by, changes=changes, version=version)
        changed |= place_duty(duty, places, by=by)
        if changed and duty.stage == "published":
            _tell_of_overlaps(duty, by)
    return changed


def move_duty(duty: Duty, verb: str, *, by: Actor, version: int | None = None) -> list[Duty]:
    """Publish, withdraw or reopen; returns the declarations that a published one overlaps, whose people are told.

    Raises `Conflict`, `EditConflict`, `NotAllowed`.
    """
    with transaction.atomic():
        DUTY_STAGES.move(duty, verb, by=by, version=version)
        return _tell_of_overlaps(duty, by) if verb == "publish" else []


def placing_of(duty: Duty) -> dict[str, list[str]]:
    """What a declaration holds for, by sorted codes: its ``fields``, ``prefectures`` and ``municipalities``."""
    return {name: sorted(row.code for row in getattr(duty, name).all()) for name in _PLACED}


def place_duty(duty: Duty, wanted: Mapping[str, Collection[Any]], *, by: Actor) -> dict[str, Any]:
    """Set fields and places; name → (before, after) of what differs. Audited as `DutyEvent.PLACED`."""
    before, changed = placing_of(duty), {}
    for name, rows in wanted.items():
        after = sorted(row.code for row in rows)
        if before[name] != after:
            getattr(duty, name).set(rows)
            changed[name] = (before[name], after)
    if changed:
        trail.record(DutyEvent.PLACED, duty, by=by, data={"changed": changed})
    return changed


def _tell_of_overlaps(duty: Duty, by: Actor) -> list[Duty]:
    """Both organisations learn that two answer for the same; once for each pair."""
    others = overlapping(duty)
    for other in others:
        pair = ":".join(sorted((duty.uid.hex, other.uid.hex)))
        for organisation, about in ((duty.owner, duty), (other.owner, other)):
            counterpart = (other if about is duty else duty).owner.name
            people = accounts_with(EDITORS, organisation.pk, timezone.localdate())
            tell(people, DUTIES_OVERLAP, by=by, about=about.uid, once=pair, organisation=counterpart)
    return others
