"""What somebody wants to reserve, before anything is stored."""

from __future__ import annotations

from dataclasses import dataclass

from hashiwatashi.common.timespans import TimeSpan
from hashiwatashi.opening.enums import UserKind
from hashiwatashi.opening.models import Unit
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account

_KINDS = {
    OrganisationKind.FIRM: UserKind.FIRM,
    OrganisationKind.PREFECTURE: UserKind.PUBLIC_BODY,
    OrganisationKind.MUNICIPALITY: UserKind.PUBLIC_BODY,
    OrganisationKind.MINISTRY: UserKind.PUBLIC_BODY,
    OrganisationKind.OTHER: UserKind.PUBLIC_BODY,
}


@dataclass(frozen=True, slots=True)
class Wish:
    """One unit for one span of time. ``at_counter``: staff of the institution write it down for the user."""

    unit: Unit
    span: TimeSpan
    user: Account | None = None
    user_kind: UserKind = UserKind.FIRM
    is_loan: bool = False
    with_instructor: bool = False
    at_counter: bool = False
    # The reservation that is put to this time: it does not stand in its own way.
    instead_of: int | None = None


def user_kind_of(organisation: Organisation | None) -> UserKind:
    """What kind of user somebody is who acts for an organisation, or for herself."""
    if organisation is None:
        return UserKind.INDIVIDUAL
    return _KINDS.get(OrganisationKind(organisation.kind), UserKind.RESEARCH)
