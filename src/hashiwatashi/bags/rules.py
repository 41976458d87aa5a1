"""Who may do what with bags: their account, and nobody else."""

from typing import Any

from hashiwatashi.common.permissions import allow, predicate


@predicate("has_it")
def has_it(account: Any, record: Any = None) -> bool:
    """Whether the record is the account's own."""
    return record is not None and record.account_id == account.pk


allow("use_bag", has_it)
