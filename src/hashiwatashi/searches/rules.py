"""Who may do what with saved searches: their account, and nobody else."""

from typing import Any

from hashiwatashi.common.permissions import allow, predicate


@predicate("keeps_it")
def keeps_it(account: Any, record: Any = None) -> bool:
    """Whether the search is the account's own."""
    return record is not None and record.account_id == account.pk


allow("use_search", keeps_it)
