"""Who says when and how an institution's instruments are used (INV-16)."""

from hashiwatashi.common.permissions import allow
from hashiwatashi.people.enums import Role
from hashiwatashi.people.rules import has_role_at_owner

KEEPERS = (Role.RESEARCHER, Role.CLERK, Role.OFFICER, Role.ADMINISTRATOR)

allow("set_use_rules", has_role_at_owner(*KEEPERS))
