"""Who may do what with equipment records; only the owner's people edit (INV-16)."""

from hashiwatashi.common.permissions import allow
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Account
from hashiwatashi.people.rules import has_role, has_role_at_owner

EDITORS = (Role.RESEARCHER, Role.CLERK, Role.ADMINISTRATOR)

allow("add_equipment", has_role(*EDITORS))
allow("change_equipment", has_role_at_owner(*EDITORS))


def owners_edited_by(account: Account) -> frozenset[int]:
    """The organisations whose equipment an account may change today: ``change_equipment``, asked of all at once."""
    return frozenset(m.organisation_id for m in account.current_memberships if m.role in EDITORS)
