"""Target days (目標日数) of an institution: to the first answer and to the end, by function and field, with dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hashiwatashi.common import actions
from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.duties.models import Target
from hashiwatashi.organisations.models import Organisation


def set_target(*, by: Actor, **values: Any) -> Target:
    """Store a target of an institution. Raises `InvalidInput`, also where another holds on one of its days.

    One without an end that holds before it ends on its first day (`DutyEvent.TARGET_CHANGED`). What has been
    promised before stays. Audited as `DutyEvent.TARGET_SET`.
    """
    with transaction.atomic():
        target = Target(**values)
        # Two who set one at once: the second waits here and finds the first.
        Organisation.objects.select_for_update().get(pk=target.owner_id)
        actions.register(target, by=by)
        if before := _before(target):
            actions.change(before, by=by, changes={"until": target.since})
        _check_alone(target)
    return target


def change_target(target: Target, *, by: Actor, version: int | None = None, **changes: Any) -> dict[str, Any]:
    """Change or end a target; returns what changed. Raises as `set_target`, `EditConflict`.

    Audited as `DutyEvent.TARGET_CHANGED`.
    """
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=target.owner_id)
        changed = actions.change(target, by=by, changes=changes, version=version)
        _check_alone(target)
    return changed


def targets_on(owners: Iterable[int], function: str, field: str, day: date) -> Mapping[int, Target]:
    """The target of each of some institutions for a function and a field on a day, one query; those without are not
    in it. One of the field itself goes before one of all fields."""
    found = Target.objects.in_force_on(day).filter(owner__in=list(owners), function=function)
    listed = found.filter(Q(field=None) | Q(field__code=field)).select_related("field")
    # Those of a field come last, so that they replace those of all fields.
    return {one.owner_id: one for one in sorted(listed, key=lambda one: one.field_id is not None)}


def targets_of(owner: Organisation, function: str, day: date) -> Mapping[str, Target]:
    """All targets of one institution for a function on a day, by the code of the field; that of all fields by ""."""
    found = Target.objects.in_force_on(day).filter(owner=owner, function=function).select_related("field")
    return {one.field.code if one.field else "": one for one in found}


def _before(target: Target) -> Target | None:
    """The one that holds without an end when a new one begins."""
    others = Target.objects.filter(owner=target.owner_id, function=target.function, field=target.field_id)
    return others.exclude(pk=target.pk).filter(until=None, since__lt=target.since).first()


def _check_alone(target: Target) -> None:
    """Two targets on one day would leave open which holds."""
    others = Target.objects.filter(owner=target.owner_id, function=target.function, field=target.field_id)
    others = others.exclude(pk=target.pk).filter(Q(until=None) | Q(until__gt=target.since))
    if target.until is not None:
        others = others.filter(since__lt=target.until)
    if (other := others.first()) is not None:
        told = _("Another target holds from %(since)s on. Change that one, or let this one begin later.")
        raise InvalidInput.of("since", told % {"since": date_format(other.since)})
