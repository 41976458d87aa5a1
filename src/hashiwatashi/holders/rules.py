"""Who may name those in charge: the organisation's administrators for all, each member for her own records."""

from __future__ import annotations

from typing import Any

from hashiwatashi.common.permissions import allow, predicate
from hashiwatashi.holders.models import Handover
from hashiwatashi.joining.rules import lets_in
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account
from hashiwatashi.people.rules import is_operator


@predicate("is_member")
def is_member(account: Any, organisation: Organisation | None) -> bool:
    """Whether the account acts for the organisation today."""
    return isinstance(account, Account) and (
        organisation is not None and organisation.pk in account.current_organisation_ids
    )


@predicate("is_of_own_organisation")
def is_of_own(account: Any, handover: Handover | None) -> bool:
    """Whether a hand-over is one of an organisation that the account acts for today."""
    return handover is not None and is_member(account, handover.organisation)


allow("see_holders", is_member)
allow("hand_over", is_member)
allow("read_handover", is_of_own)
allow("name_holders", lets_in | is_operator)
