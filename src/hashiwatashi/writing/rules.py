"""Who may do what with what is not sent yet: a draft is its account's, and nobody else's."""

from __future__ import annotations

from typing import Any

from hashiwatashi.common.permissions import allow, predicate


@predicate("wrote_it")
def wrote_it(account: Any, record: Any = None) -> bool:
    """Whether the draft is the account's own."""
    return record is not None and record.account_id == account.pk


allow("use_draft", wrote_it)
