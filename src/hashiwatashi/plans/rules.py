"""Who writes a joint-research plan, and who reads, comments on and agrees to it."""

from __future__ import annotations

from typing import Any

from hashiwatashi.common.permissions import allow, predicate
from hashiwatashi.consultations.rules import STAFF
from hashiwatashi.people.models import Account
from hashiwatashi.people.rules import has_role_at_owner
from hashiwatashi.plans.models import Plan


@predicate("acts_for_the_firm_of_the_plan")
def acts_for_its_firm(account: Any, plan: Plan | None) -> bool:
    """Whether the account acts for the firm whose plan it is."""
    return isinstance(account, Account) and plan is not None and plan.firm_id in account.current_organisation_ids


_writes = has_role_at_owner(*STAFF)

allow("write_plan", _writes)
allow("follow_plan", acts_for_its_firm | _writes)
