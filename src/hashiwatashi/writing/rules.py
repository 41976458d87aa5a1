"""Who may do what with what is not sent yet: a draft is its account's; ready texts are of those who answer."""

from __future__ import annotations

from typing import Any

from hashiwatashi.common.permissions import allow, predicate
from hashiwatashi.people.rules import has_desk, has_desk_at_owner


@predicate("wrote_it")
def wrote_it(account: Any, record: Any = None) -> bool:
    """Whether the draft is the account's own."""
    return record is not None and record.account_id == account.pk


allow("use_draft", wrote_it)
allow("keep_ready_texts", has_desk)
allow("change_ready_text", has_desk_at_owner)
