"""Predicates about an account's part in an organisation, for the rules of every domain to combine."""

from __future__ import annotations

from typing import Any, Protocol

from hashiwatashi.common.permissions import Predicate, allow, predicate
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Account, Expert


class Owned(Protocol):
    """A record that belongs to an organisation."""

    owner_id: int


def has_role(*roles: Role) -> Predicate:
    """Whether the account holds one of ``roles`` in any organisation today."""

    @predicate(f"has_role:{'|'.join(roles)}")
    def check(account: Any) -> bool:
        return isinstance(account, Account) and any(m.role in roles for m in account.current_memberships)

    return check


def has_role_at_owner(*roles: Role) -> Predicate:
    """Whether the account holds one of ``roles`` in the organisation that owns the record (INV-16)."""

    @predicate(f"has_role_at_owner:{'|'.join(roles)}")
    def check(account: Any, record: Owned | None) -> bool:
        return (
            isinstance(account, Account)
            and record is not None
            and any(m.organisation_id == record.owner_id and m.role in roles for m in account.current_memberships)
        )

    return check


@predicate("has_desk")
def has_desk(account: Any) -> bool:
    """Whether the account answers questions for an institution today."""
    return isinstance(account, Account) and bool(account.current_desk_ids)


@predicate("has_desk_at_owner")
def has_desk_at_owner(account: Any, record: Owned | None) -> bool:
    """Whether the account answers questions for the institution that owns the record (INV-16)."""
    return isinstance(account, Account) and record is not None and record.owner_id in account.current_desk_ids


@predicate("is_operator")
def is_operator(account: Any) -> bool:
    """Whether the account runs this installation."""
    return isinstance(account, Account) and account.is_superuser


@predicate("is_the_expert")
def is_the_expert(account: Any, expert: Expert | None) -> bool:
    """Whether it is the account's own profile, in an organisation that it still acts for."""
    return (
        isinstance(account, Account)
        and expert is not None
        and account.person_id is not None
        and account.person_id == expert.person_id
        and expert.organisation_id in account.current_organisation_ids
    )


#: Those who write the profiles of their organisation's experts.
PROFILE_EDITORS = (Role.ADMINISTRATOR, Role.CLERK, Role.OFFICER)

allow("add_expert", has_role(*PROFILE_EDITORS))
allow("change_expert", has_role_at_owner(*PROFILE_EDITORS) | is_the_expert)
