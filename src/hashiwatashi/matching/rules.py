"""Who may have reports on all needs at once made."""

from hashiwatashi.common.permissions import allow
from hashiwatashi.people.enums import Role
from hashiwatashi.people.rules import has_role, is_operator

REPORTERS = (Role.OFFICER,)

allow("order_report", is_operator | has_role(*REPORTERS))
