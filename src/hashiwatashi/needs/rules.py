"""Who may do what with need records; only the owner's people edit (INV-16)."""

from hashiwatashi.common.permissions import allow
from hashiwatashi.people.enums import Role
from hashiwatashi.people.rules import has_role, has_role_at_owner, is_operator

EDITORS = (Role.REPRESENTATIVE, Role.COORDINATOR, Role.OFFICER, Role.ADMINISTRATOR)

allow("add_need", has_role(*EDITORS))
allow("change_need", has_role_at_owner(*EDITORS))
allow("open_need", is_operator)
