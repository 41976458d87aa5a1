"""Taking back that rules of use were set or changed, for a day and as long as nothing was changed after it.

What the rules were stands in the audit trail; what was displaced bears the rules as its cause.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.common import actions
from hashiwatashi.common.actions import UNDO_WITHIN
from hashiwatashi.common.audit import trail
from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.errors import Conflict
from hashiwatashi.opening.events import OpeningEvent
from hashiwatashi.opening.models import UseRules
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.reservations import locks
from hashiwatashi.reservations.closing import Displaced, displace_outside, reinstate
from hashiwatashi.reservations.events import ReservationEvent

_UNDOABLE = (OpeningEvent.RULES_SET, OpeningEvent.RULES_CHANGED)
_EVENTS = (*_UNDOABLE, OpeningEvent.RULES_FOLLOWED, OpeningEvent.RULES_UNDONE)


def undoable(owner: Organisation, now: datetime | None = None) -> list[UseRules]:
    """Which rules of an institution can be put back to what they were, each the last changed of its kind."""
    now = now or timezone.now()
    rules = {one.uid: one for one in UseRules.objects.filter(owner=owner).for_lists().order_by("since", "pk")}
    last = {rules[line.subject_uid].equipment_id: line for line in _lines(rules).filter(at__gte=now - UNDO_WITHIN)}
    found = {line.subject_uid for line in last.values() if line.event in _UNDOABLE}
    return [one for uid, one in rules.items() if uid in found]


def rules_before(rules: UseRules) -> UseRules | None:
    """As they were before they were changed last, not stored; None where they had not been there."""
    line = _last_line(rules)
    if line.event != OpeningEvent.RULES_CHANGED:
        return None
    before = copy(rules)
    for name, value in _former(line).items():
        setattr(before, name, value)
    return before


def undo_rules(rules: UseRules, *, by: Actor, now: datetime | None = None) -> Displaced:
    """Put rules back as they were before they were set or changed last; rules that they ended hold on again.

    What they displaced stands again where its time is still free and open; what lies outside the hours then is
    displaced. Users are told of either. Raises `Conflict` after a day, or where rules for the same were changed
    since. Audited as ``RULES_UNDONE``.
    """
    with transaction.atomic():
        locks.hold_institution(rules.owner_id)
        stored = UseRules.objects.select_for_update(of=("self",)).filter(pk=rules.pk).first()
        if stored is None:
            raise Conflict(_("This has been undone already."))
        owner, cause = stored.owner, stored.uid
        line = _last_line(stored)
        _refuse_late(line, stored, now or timezone.now())
        only = _displaced_since(line)
        if line.event == OpeningEvent.RULES_SET:
            _take_away(stored, line, by)
        else:
            actions.change(stored, by=by, changes=_former(line), event=OpeningEvent.RULES_UNDONE)
        standing = reinstate(cause, by, only)
        displaced = displace_outside(owner, cause, _("The opening hours have changed."), by)
    return Displaced(cause, displaced, standing)


def _same(rules: UseRules) -> list[UUID]:
    """The rules for the same: the whole institution, or one instrument."""
    found = UseRules.objects.filter(owner=rules.owner_id, equipment=rules.equipment_id)
    return list(found.values_list("uid", flat=True))


def _lines(uids: Iterable[UUID]) -> Any:
    return AuditEvent.objects.filter(subject_uid__in=list(uids), event__in=_EVENTS).order_by("pk")


def _last_line(rules: UseRules) -> AuditEvent:
    """What was done last to any rules for the same."""
    line: AuditEvent | None = _lines(_same(rules)).last()
    if line is None:
        raise Conflict(_("This can be undone for a day only. Change the rules of use instead."))
    return line


def _refuse_late(line: AuditEvent, rules: UseRules, now: datetime) -> None:
    if line.subject_uid == rules.uid and line.event == OpeningEvent.RULES_UNDONE:
        raise Conflict(_("This has been undone already."))
    if line.subject_uid != rules.uid or line.event not in _UNDOABLE:
        raise Conflict(_("The rules of use were changed again since. Undo the later change first."))
    if line.at < now - UNDO_WITHIN:
        raise Conflict(_("This can be undone for a day only. Change the rules of use instead."))


def _take_away(rules: UseRules, line: AuditEvent, by: Actor) -> None:
    """Rules that had not been there are gone; those that they ended hold for as long as they did."""
    trail.record(OpeningEvent.RULES_UNDONE, rules, by=by, data={"before": line.data["after"]})
    rules.delete()
    # Rules are set in one go: what they ended stands right before them in the trail.
    ended = _lines(_same(rules)).filter(pk__lt=line.pk).last()
    if ended is None or ended.event != OpeningEvent.RULES_FOLLOWED:
        return
    until, since = ended.data["changed"]["until"]
    if since == rules.since.isoformat():
        before = UseRules.objects.get(uid=ended.subject_uid)
        actions.change(before, by=by, changes=_typed({"until": until}), event=OpeningEvent.RULES_UNDONE)


def _former(line: AuditEvent) -> dict[str, Any]:
    return _typed({name: values[0] for name, values in line.data["changed"].items()})


def _typed(values: dict[str, Any]) -> dict[str, Any]:
    """Values of the trail as the model holds them."""
    fields = {field.attname: field for field in UseRules._meta.concrete_fields}
    return {name: fields[name].to_python(value) for name, value in values.items()}


def _displaced_since(line: AuditEvent) -> list[UUID]:
    """What was displaced after a line was written, so that what an earlier change displaced is left alone."""
    lines = AuditEvent.objects.filter(pk__gt=line.pk, event=ReservationEvent.DISPLACED)
    return list(lines.values_list("subject_uid", flat=True))
