"""Predicates about an account's part in an organisation, for the rules of every domain to combine."""

from __future__ import annotations

from typing import Any, Protocol

from hashiwatashi.common.permissions import Predicate, predicate
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Account


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


@predicate("is_operator")
def is_operator(account: Any) -> bool:
    """Whether the account runs this installation."""
    return isinstance(account, Account) and account.is_superuser
