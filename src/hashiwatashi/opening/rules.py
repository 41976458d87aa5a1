"""Who says when and how an institution's instruments are used (INV-16)."""

from __future__ import annotations

from typing import Any

from hashiwatashi.common.permissions import allow, predicate
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Account
from hashiwatashi.people.rules import has_role_at_owner

KEEPERS = (Role.RESEARCHER, Role.CLERK, Role.OFFICER, Role.ADMINISTRATOR)


@predicate("keeps_opening")
def keeps_opening(account: Any, organisation: Organisation | None) -> bool:
    """Whether the account looks after an institution's hours; without one, whether it does so anywhere."""
    return isinstance(account, Account) and any(
        m.role in KEEPERS and (organisation is None or m.organisation_id == organisation.pk)
        for m in account.current_memberships
    )


allow("set_use_rules", has_role_at_owner(*KEEPERS))
allow("keep_opening", keeps_opening)
