"""Who may do what with seed records; only the owner's people edit (INV-16)."""

from hashiwatashi.common.permissions import allow
from hashiwatashi.people.enums import Role
from hashiwatashi.people.rules import has_role, has_role_at_owner

# Firms offer results of their own.
EDITORS = (Role.REPRESENTATIVE, Role.RESEARCHER, Role.TLO_STAFF, Role.ADMINISTRATOR)

allow("add_seed", has_role(*EDITORS))
allow("change_seed", has_role_at_owner(*EDITORS))
