"""Who sees the class of a firm and what it rests on, and who tells it; nobody beside the firm and its supervisor."""

from __future__ import annotations

from typing import Any

from hashiwatashi.common.permissions import Predicate, allow, predicate
from hashiwatashi.common.visitors import organisation_ids
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Account
from hashiwatashi.people.roles import LETTING_IN, SUPERVISING


@predicate("is_firm")
def is_firm(account: Any, organisation: Organisation | None) -> bool:
    """Whether the organisation is of the kind that has a class."""
    return organisation is not None and organisation.kind == OrganisationKind.FIRM


@predicate("acts_for_firm_or_supervisor")
def acts_for_it(account: Any, organisation: Organisation | None) -> bool:
    """Whether the account is of the firm or of the body that supervises it."""
    if not isinstance(account, Account) or organisation is None:
        return False
    return bool({organisation.pk, organisation.supervisor_id} & organisation_ids(account))


def _has_role_at(of: str, roles: tuple[Role, ...]) -> Predicate:
    @predicate(f"has_role_at:{of}:{'|'.join(roles)}")
    def check(account: Any, organisation: Organisation | None) -> bool:
        if not isinstance(account, Account) or organisation is None:
            return False
        where = getattr(organisation, of)
        return any(m.organisation_id == where and m.role in roles for m in account.current_memberships)

    return check


allow("see_firm_class", is_firm & acts_for_it)
allow("tell_firm_figures", is_firm & (_has_role_at("pk", LETTING_IN) | _has_role_at("supervisor_id", SUPERVISING)))
