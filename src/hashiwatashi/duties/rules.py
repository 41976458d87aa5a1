"""Who declares what an organisation answers for; only its own people (INV-16)."""

from hashiwatashi.common.permissions import allow
from hashiwatashi.people.enums import Role
from hashiwatashi.people.rules import has_role, has_role_at_owner

EDITORS = (Role.ADMINISTRATOR, Role.CLERK, Role.COORDINATOR, Role.OFFICER)

allow("add_duty", has_role(*EDITORS))
allow("change_duty", has_role_at_owner(*EDITORS))
