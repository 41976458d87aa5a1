"""Two records that turn out to be one person: what hung on the one hangs on the other, until that is taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hashiwatashi.common import actions
from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.errors import Conflict
from hashiwatashi.people.events import PeopleEvent
from hashiwatashi.people.models import Account, Affiliation, Expert, Person

# What the person who stays takes over where she has nothing herself; an ORCID iD stays where it is.
_FILLED = ("name_kana", "name_en", "researcher_number", "researchmap")


def kept_and_other(first: Person, second: Person) -> tuple[Person, Person]:
    """Which of two records stays: the one with an ORCID iD, else the one with an account, else the first."""
    second_is_known = bool(second.orcid) or (not first.orcid and hasattr(second, "account"))
    first_is_known = bool(first.orcid) or (not second.orcid and hasattr(first, "account"))
    return (second, first) if second_is_known and not first_is_known else (first, second)


def merge_person(other: Person, *, into: Person, by: Actor, reason: str = "") -> dict[str, Any]:
    """Profiles, affiliations and account of ``other`` pass to ``into``; nothing is deleted.

    Returns what `part_person` needs to take it back, as JSON. Raises `Conflict` for one and the same record, for one
    that is merged already, and where both have an account or an ORCID iD. Audited as `PeopleEvent.PERSON_MERGED`.
    """
    with transaction.atomic():
        locked = {one.pk: one for one in Person.objects.select_for_update().filter(pk__in=(other.pk, into.pk))}
        if other.pk == into.pk:
            raise Conflict(_("This is one record, not two."))
        other, into = locked[other.pk], locked[into.pk]
        if other.merged_into_id or into.merged_into_id:
            raise Conflict(_("One of the two is merged already. Undo that first."))
        _check_identities(other, into)
        moved = _moved(other, into)
        filled = {name: getattr(other, name) for name in _FILLED if getattr(other, name) and not getattr(into, name)}
        actions.change(into, by=by, changes=filled, reason=reason)
        change: dict[str, Any] = {"merged_into": into}
        actions.change(other, by=by, changes=change, event=PeopleEvent.PERSON_MERGED, reason=reason)
    return {"other": str(other.uid), "into": str(into.uid), "filled": filled, **moved}


def part_person(merged: Mapping[str, Any], *, by: Actor, reason: str = "") -> None:
    """Take a merger back by what `merge_person` returned; what has changed since on the person who stayed is kept.

    Audited as `PeopleEvent.PERSON_PARTED`.
    """
    with transaction.atomic():
        other = Person.objects.select_for_update().get(uid=merged["other"])
        into = Person.objects.select_for_update().get(uid=merged["into"])
        if into.merged_into_id or other.merged_into_id != into.pk:
            raise Conflict(_("One of the two was merged again since. Undo that first."))
        Expert.objects.filter(pk__in=merged["experts"], person=into).update(person=other)
        Affiliation.objects.filter(pk__in=merged["affiliations"], person=into).update(person=other)
        Account.objects.filter(pk__in=merged["accounts"], person=into).update(person=other)
        emptied = {name: "" for name, value in merged["filled"].items() if getattr(into, name) == value}
        actions.change(into, by=by, changes=emptied, reason=reason)
        change: dict[str, Any] = {"merged_into": None}
        actions.change(other, by=by, changes=change, event=PeopleEvent.PERSON_PARTED, reason=reason)


def _check_identities(other: Person, into: Person) -> None:
    if other.orcid and into.orcid:
        raise Conflict(_("Both have an ORCID iD: they are two people, or one iD is wrong. Mend that first."))
    if Account.objects.filter(person__in=(other, into)).count() > 1:
        raise Conflict(_("Both have an account. Close one of the accounts first."))


def _moved(other: Person, into: Person) -> dict[str, list[int]]:
    """Let everything of one person hang on the other; the keys of what was moved."""
    moved = {}
    for name, model in (("experts", Expert), ("affiliations", Affiliation), ("accounts", Account)):
        rows = model._default_manager.filter(person=other)
        moved[name] = list(rows.order_by("pk").values_list("pk", flat=True))
        rows.update(person=into)
    return moved
