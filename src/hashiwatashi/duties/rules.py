"""Who declares what an organisation answers for, and who keeps a list of fields; only its own people (INV-16)."""

from typing import Any

from hashiwatashi.common.permissions import allow, predicate
from hashiwatashi.people.enums import Role
from hashiwatashi.people.rules import has_role, has_role_at_owner, is_operator

EDITORS = (Role.ADMINISTRATOR, Role.CLERK, Role.COORDINATOR, Role.OFFICER)

#: Those who keep their organisation's list of fields.
FIELD_EDITORS = (Role.ADMINISTRATOR, Role.OFFICER)


@predicate("is_national")
def is_national(_account: Any, field: Any) -> bool:
    """Whether a field of technology belongs to no organisation."""
    return field is not None and field.owner_id is None


allow("add_duty", has_role(*EDITORS))
allow("change_duty", has_role_at_owner(*EDITORS))
allow("add_target", has_role(*EDITORS))
allow("change_target", has_role_at_owner(*EDITORS))
allow("add_field", has_role(*FIELD_EDITORS))
allow("change_field", has_role_at_owner(*FIELD_EDITORS) | (is_national & is_operator))
