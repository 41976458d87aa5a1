"""Who may do what with policy measures; only the lead's people edit (INV-16)."""

from hashiwatashi.common.permissions import allow
from hashiwatashi.people.enums import Role
from hashiwatashi.people.rules import has_role, has_role_at_owner

EDITORS = (Role.OFFICER, Role.ADMINISTRATOR)

allow("add_measure", has_role(*EDITORS))
allow("change_measure", has_role_at_owner(*EDITORS))
