"""Who may import files."""

from hashiwatashi.common.permissions import allow
from hashiwatashi.people.enums import Role
from hashiwatashi.people.rules import has_role, is_operator

IMPORTERS = (Role.CLERK, Role.TLO_STAFF, Role.OFFICER, Role.ADMINISTRATOR)

allow("import_files", is_operator | has_role(*IMPORTERS))
