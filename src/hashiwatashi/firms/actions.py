"""What can be done with what a firm tells of itself. Every step assesses it anew, and whomever its class concerns."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.common import actions
from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.firms.models import Entry, FirmAssessment, FirmProfile, Officer, ShareHolding
from hashiwatashi.firms.reassessing import assess_anew
from hashiwatashi.notices.actions import tell
from hashiwatashi.notices.kinds import FIRM_CLASS_CHANGED, HOLDER_NAMED
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account, Membership

E = TypeVar("E", FirmProfile, ShareHolding, Officer)


def tell_figures(organisation: Organisation, *, by: Actor, **values: Any) -> FirmProfile:
    """Write down the figures of a firm from a day on; earlier ones stay. Raises `InvalidInput`.

    Audited as `FirmEvent.FIGURES_TOLD`; assessed anew as `reassess` does.
    """
    return _told(FirmProfile(owner=organisation, **values), by)


def tell_holding(organisation: Organisation, *, by: Actor, **values: Any) -> ShareHolding:
    """Write down who holds a part of a firm. Raises `InvalidInput`, also where all parts are more than the whole.

    Audited as `FirmEvent.HOLDING_TOLD`; assessed anew as `reassess` does. A holder among our organisations is told.
    """
    return _told(ShareHolding(owner=organisation, **values), by)


def tell_officer(organisation: Organisation, *, by: Actor, **values: Any) -> Officer:
    """Write down an officer who also serves another firm. Raises `InvalidInput`.

    Audited as `FirmEvent.OFFICER_TOLD`; assessed anew as `reassess` does.
    """
    return _told(Officer(owner=organisation, **values), by)


def correct(
    entry: ShareHolding | Officer, *, by: Actor, version: int | None = None, **changes: Any
) -> dict[str, Any]:
    """Correct a line, or give it its end; returns what changed. Raises `InvalidInput`, `EditConflict`.

    Audited as `FirmEvent.HOLDING_CHANGED` or `FirmEvent.OFFICER_CHANGED`; assessed anew as `reassess` does.
    """
    return _changed(entry, changes, by, version)


def withdraw(entry: FirmProfile | ShareHolding | Officer, *, by: Actor, version: int | None = None) -> None:
    """Let something that was told count no longer; it stays readable. Raises `EditConflict`.

    Audited as the entry's change; assessed anew as `reassess` does.
    """
    _changed(entry, {"withdrawn_at": timezone.now()}, by, version)


def put_back(entry: FirmProfile | ShareHolding | Officer, *, by: Actor, version: int | None = None) -> None:
    """Let something that was withdrawn count again. Raises `EditConflict`, `InvalidInput`.

    Audited as the entry's change; assessed anew as `reassess` does.
    """
    _changed(entry, {"withdrawn_at": None}, by, version)


def reassess(organisation: Organisation, *, by: Actor) -> list[FirmAssessment]:
    """Assess a firm anew by every rule set in force, and the firms that it stands behind, each once.

    A new assessment is stored where anything differs from the former one, which it supersedes; returns the new ones.
    The members of a firm whose class changed are told. Audited as `FirmEvent.ASSESSED`.
    """
    return _reassess([organisation.pk], timezone.localdate(), by)


def reassess_due(*, day: date, by: Actor) -> list[FirmAssessment]:
    """Assess anew every firm not looked at since before a day: what was told for later may hold now.

    As `reassess`; calling it again on the same day does nothing.
    """
    known = FirmAssessment.objects.current()
    begun = FirmProfile.objects.told_by(day).exclude(owner__in=known.values("owner"))
    due = known.filter(checked_on__lt=day)
    firms = {*begun.values_list("owner", flat=True), *due.values_list("owner", flat=True)}
    return _reassess(firms, day, by) if firms else []


def _told(entry: E, by: Actor) -> E:
    with transaction.atomic():
        _check(entry)
        actions.register(entry, by=by)
        _take_in(entry, by)
    return entry


def _changed(entry: Entry, changes: dict[str, Any], by: Actor, version: int | None) -> dict[str, Any]:
    with transaction.atomic():
        changed = actions.change(entry, by=by, changes=changes, version=version)
        if changed:
            _take_in(entry, by)
    return changed


def _take_in(entry: Entry, by: Actor) -> None:
    """What follows from an entry that is new or was changed."""
    if isinstance(entry, ShareHolding):
        _check_sum(entry.owner)
        if entry.holder is not None and entry.withdrawn_at is None:
            _tell_holder(entry, by)
    assert isinstance(entry, FirmProfile | ShareHolding | Officer)
    reassess(entry.owner, by=by)


def _check(entry: Entry) -> None:
    """No firm stands behind itself."""
    if isinstance(entry, ShareHolding | Officer):
        of = entry.holder if isinstance(entry, ShareHolding) else entry.serves
        if of is not None and of.pk == entry.owner.pk:
            field = "holder_name" if isinstance(entry, ShareHolding) else "serves_name"
            raise InvalidInput.of(field, _("A firm does not stand behind itself."))


def _check_sum(organisation: Organisation) -> None:
    """On no day do the holders have more than everything."""
    lines = list(ShareHolding.objects.standing().filter(owner=organisation))
    for day in sorted({line.since for line in lines}):
        held = [line.share for line in lines if line.since <= day and (line.until is None or day < line.until)]
        if sum(held) > 1:
            told = _("On %(day)s all parts together would be more than all shares. End or correct another line.")
            raise InvalidInput.of("share", told % {"day": day.isoformat()})


def _reassess(firms: Iterable[int], day: date, by: Actor) -> list[FirmAssessment]:
    with transaction.atomic():
        made = assess_anew(firms, day, by=by)
        news = {one.owner_id: one for one in made if _is_news(one)}
        members = _members(news)
        for owner, changed in news.items():
            people, once = [one for one in members[owner] if one != by], changed.uid.hex
            firm = changed.owner
            if people:
                tell(people, FIRM_CLASS_CHANGED, by=by, about=firm.uid, once=once, organisation=firm.name)
    return made


def _is_news(assessment: FirmAssessment) -> bool:
    former = assessment.supersedes
    return former is not None and former.verdict != assessment.verdict


def _tell_holder(holding: ShareHolding, by: Actor) -> None:
    """Whoever is named as a holder learns of it, so that nobody can be named in secret."""
    assert holding.holder is not None
    people = [one for one in _members([holding.holder.pk])[holding.holder.pk] if one != by]
    firm = holding.owner
    tell(people, HOLDER_NAMED, by=by, about=firm.uid, once=holding.holder.uid.hex, organisation=firm.name)


def _members(organisations: Collection[int]) -> dict[int, list[Account]]:
    """Who acts for each organisation today."""
    found: dict[int, dict[int, Account]] = {pk: {} for pk in organisations}
    held = Membership.objects.able_to_act_on(timezone.localdate()).filter(organisation__in=organisations)
    for membership in held.select_related("account").order_by("account"):
        found[membership.organisation_id][membership.account_id] = membership.account
    return {pk: list(people.values()) for pk, people in found.items()}
