"""What can be done with people, their accounts and their places."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common import actions
from hashiwatashi.common.audit import trail
from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.enums import Role
from hashiwatashi.people.events import PeopleEvent
from hashiwatashi.people.models import Account, Affiliation, Expert, Membership, Person


def register_person(*, by: Actor, **fields: Any) -> Person:
    """Store a new person. Raises `InvalidInput`. Audited as `PeopleEvent.PERSON_REGISTERED`."""
    return actions.register(Person(**fields), by=by, event=PeopleEvent.PERSON_REGISTERED)


def start_affiliation(person: Person, *, organisation: Organisation, by: Actor, **fields: Any) -> Affiliation:
    """Give a person a place in an organisation. Audited as `PeopleEvent.AFFILIATION_STARTED` of the person."""
    with transaction.atomic():
        affiliation = Affiliation(person=person, organisation=organisation, **fields)
        affiliation.full_clean()
        affiliation.save()
        trail.record(PeopleEvent.AFFILIATION_STARTED, person, by=by, data={"organisation": str(organisation.uid)})
    return affiliation


def change_affiliation(affiliation: Affiliation, *, by: Actor, **changes: Any) -> dict[str, tuple[Any, Any]]:
    """Change post or days of a place in an organisation; field → (before, after).

    Raises `ValidationError`. Audited as `PeopleEvent.AFFILIATION_CHANGED` of the person.
    """
    with transaction.atomic():
        before = {name: getattr(affiliation, name) for name in changes}
        changed = {name: (before[name], value) for name, value in changes.items() if before[name] != value}
        if changed:
            for name, value in changes.items():
                setattr(affiliation, name, value)
            affiliation.full_clean()
            affiliation.save(update_fields=[*changed])
            data = {"organisation": str(affiliation.organisation.uid), "changed": changed}
            trail.record(PeopleEvent.AFFILIATION_CHANGED, affiliation.person, by=by, data=data)
    return changed


def list_expert(*, by: Actor, areas: list[Prefecture] | None = None, **fields: Any) -> Expert:
    """Publish a person's profile. Raises `InvalidInput`. Audited as `PeopleEvent.EXPERT_LISTED`."""
    with transaction.atomic():
        expert = actions.register(Expert(**fields), by=by, event=PeopleEvent.EXPERT_LISTED)
        expert.areas.set(areas or [])
    return expert


def change_person(person: Person, *, by: Actor, **changes: Any) -> dict[str, tuple[Any, Any]]:
    """Change fields of a person; returns field → (before, after). Audited as `PeopleEvent.PERSON_CHANGED`."""
    return actions.change(person, by=by, changes=changes)


def change_expert(
    expert: Expert, *, by: Actor, version: int | None = None, areas: list[Prefecture] | None = None, **changes: Any
) -> dict[str, tuple[Any, Any]]:
    """Change a profile and, where given, the areas it covers; returns field → (before, after).

    Raises `InvalidInput`, `EditConflict`. Audited as `PeopleEvent.EXPERT_CHANGED`.
    """
    with transaction.atomic():
        changed = actions.change(expert, by=by, changes=changes, version=version)
        before = sorted(area.code for area in expert.areas.all())
        after = before if areas is None else sorted(area.code for area in areas)
        if areas is not None and before != after:
            expert.areas.set(areas)
            trail.record(PeopleEvent.EXPERT_CHANGED, expert, by=by, data={"areas": [before, after]})
    return changed


def create_account(*, email: str, password: str | None, by: Actor, **fields: Any) -> Account:
    """Make an account; without password it can only sign in after a reset by mail.

    Audited as `PeopleEvent.ACCOUNT_CREATED`.
    """
    with transaction.atomic():
        account: Account = Account.objects.create_user(email, password, **fields)
        trail.record(PeopleEvent.ACCOUNT_CREATED, account, by=by)
    return account


def start_membership(
    account: Account,
    *,
    organisation: Organisation,
    role: Role,
    since: date,
    by: Actor,
    until: date | None = None,
) -> Membership:
    """Let an account act for an organisation in a role.

    Audited as `PeopleEvent.MEMBERSHIP_STARTED` of the account.
    """
    with transaction.atomic():
        membership = Membership(account=account, organisation=organisation, role=role, since=since, until=until)
        membership.full_clean()
        membership.save()
        data = {"organisation": str(organisation.uid), "role": role, "since": since, "until": until}
        trail.record(PeopleEvent.MEMBERSHIP_STARTED, account, by=by, data=data)
    return membership


def change_membership(membership: Membership, *, role: Role, by: Actor) -> None:
    """Give a membership another role for all its days. Audited as `PeopleEvent.MEMBERSHIP_CHANGED` of the account."""
    with transaction.atomic():
        data = {"organisation": str(membership.organisation.uid), "role": [membership.role, role]}
        membership.role = role
        membership.full_clean()
        membership.save()
        trail.record(PeopleEvent.MEMBERSHIP_CHANGED, membership.account, by=by, data=data)


def end_membership(membership: Membership, *, on: date, by: Actor, reason: str = "") -> None:
    """End a role on a day (the first day without it). Audited as `PeopleEvent.MEMBERSHIP_ENDED` of the account."""
    with transaction.atomic():
        membership.until = on
        membership.full_clean()
        membership.save()
        data = {"organisation": str(membership.organisation.uid), "role": membership.role, "until": on}
        trail.record(PeopleEvent.MEMBERSHIP_ENDED, membership.account, by=by, data=data, reason=reason)
