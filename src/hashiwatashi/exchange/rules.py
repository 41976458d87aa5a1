"""Who may import files, and for whom."""

from collections.abc import Collection

from hashiwatashi.common.permissions import allow
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Account
from hashiwatashi.people.rules import has_role, is_operator

IMPORTERS = (Role.CLERK, Role.TLO_STAFF, Role.OFFICER, Role.ADMINISTRATOR)

allow("import_files", is_operator | has_role(*IMPORTERS))


def owner_limits(account: Account, roles: Collection[Role] = IMPORTERS) -> frozenset[int] | None:
    """The organisations whose records an account may import in one of ``roles``; None for all."""
    if account.is_superuser:
        return None
    held = set(IMPORTERS) & set(roles)
    return frozenset(m.organisation_id for m in account.current_memberships if m.role in held)
