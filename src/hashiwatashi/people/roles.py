"""Which roles an organisation of each kind can give, and which of them look after its members."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Account, Membership

#: May invite, let in, change roles and end memberships in their own organisation.
LETTING_IN = (Role.ADMINISTRATOR, Role.REPRESENTATIVE)
#: May confirm the first member of an organisation that theirs supervises.
SUPERVISING = (Role.ADMINISTRATOR, Role.OFFICER)

_FIRM = (Role.REPRESENTATIVE, Role.RESEARCHER, Role.CLERK, Role.ADMINISTRATOR)
_INSTITUTE = (
    Role.CLERK,
    Role.RESEARCHER,
    Role.COORDINATOR,
    Role.TLO_STAFF,
    Role.PROGRAMME_MANAGER,
    Role.ADMINISTRATOR,
)
_OFFICE = (Role.CLERK, Role.COORDINATOR, Role.TLO_STAFF, Role.PROGRAMME_MANAGER, Role.ADMINISTRATOR)
_GOVERNMENT = (
    Role.OFFICER,
    Role.PLANNER,
    Role.CLERK,
    Role.COORDINATOR,
    Role.PROGRAMME_MANAGER,
    Role.ADMINISTRATOR,
)
_ROLES: Mapping[str, tuple[Role, ...]] = {
    OrganisationKind.FIRM: _FIRM,
    OrganisationKind.PUBLIC_LAB: (*_INSTITUTE, Role.PLANNER),
    OrganisationKind.UNIVERSITY: _INSTITUTE,
    OrganisationKind.NATIONAL_INSTITUTE: _INSTITUTE,
    OrganisationKind.TLO: _OFFICE,
    OrganisationKind.COORDINATION_OFFICE: (*_OFFICE, Role.PLANNER),
    OrganisationKind.PREFECTURE: _GOVERNMENT,
    OrganisationKind.MUNICIPALITY: _GOVERNMENT,
    OrganisationKind.MINISTRY: _GOVERNMENT,
    OrganisationKind.OTHER: _OFFICE,
}


def roles_of(kind: str) -> tuple[Role, ...]:
    """The roles that an organisation of a kind can give: no firm makes an officer of anybody."""
    return _ROLES[kind]


def first_roles(kind: str) -> tuple[Role, ...]:
    """What the first member of an organisation is: its administrator, and in a firm its representative, too."""
    return (Role.REPRESENTATIVE, Role.ADMINISTRATOR) if kind == OrganisationKind.FIRM else (Role.ADMINISTRATOR,)


def accounts_with(roles: Collection[Role], organisation_id: int, day: date) -> list[Account]:
    """The accounts that hold one of ``roles`` in an organisation on a day and may sign in."""
    held = Membership.objects.able_to_act_on(day).filter(organisation=organisation_id, role__in=roles)
    return list(Account.objects.filter(pk__in=held.values("account")).order_by("pk"))
