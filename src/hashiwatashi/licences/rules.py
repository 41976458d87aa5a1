"""Who keeps the licences and courses of an institution: whoever looks after its hours."""

from __future__ import annotations

from typing import Any

from hashiwatashi.common.permissions import allow, predicate
from hashiwatashi.licences.models import CourseSeat, OperatorLicence
from hashiwatashi.opening.rules import KEEPERS
from hashiwatashi.people.models import Account
from hashiwatashi.people.rules import has_role_at_owner


@predicate("is_theirs")
def is_theirs(account: Any, record: CourseSeat | OperatorLicence | None) -> bool:
    """Whether it is the account's own place in a course, or licence."""
    return isinstance(account, Account) and record is not None and record.person_id == account.pk


allow("keep_licences", has_role_at_owner(*KEEPERS))
allow("keep_courses", has_role_at_owner(*KEEPERS))
allow("keep_seat", has_role_at_owner(*KEEPERS))
allow("give_seat_back", is_theirs | has_role_at_owner(*KEEPERS))
allow("read_licence", is_theirs | has_role_at_owner(*KEEPERS))
