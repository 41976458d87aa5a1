"""Who uses, keeps and agrees to reservations."""

from __future__ import annotations

from typing import Any

from hashiwatashi.common.permissions import allow, predicate
from hashiwatashi.opening.rules import KEEPERS
from hashiwatashi.people.models import Account
from hashiwatashi.people.rules import has_role, has_role_at_owner
from hashiwatashi.reservations.approvers import may_decide
from hashiwatashi.reservations.models import Reservation, Waiting


@predicate("uses_it")
def uses_it(account: Any, reservation: Reservation | None) -> bool:
    """Whether the account uses it, or acts for the organisation for which it is used."""
    return (
        isinstance(account, Account)
        and reservation is not None
        and (
            account.pk == reservation.user_id
            or (
                reservation.organisation_id is not None
                and reservation.organisation_id in account.current_organisation_ids
            )
        )
    )


@predicate("waits_herself")
def waits_herself(account: Any, waiting: Waiting | None) -> bool:
    """Whether it is the account's own entry of a waiting list."""
    return isinstance(account, Account) and waiting is not None and account.pk == waiting.user_id


@predicate("is_on_the_route")
def is_on_the_route(account: Any, reservation: Reservation | None) -> bool:
    """Whether the account may decide now: it holds the role whose turn it is, or represents somebody who does."""
    return isinstance(account, Account) and reservation is not None and may_decide(account, reservation)


@predicate("is_of_a_caller")
def is_of_a_caller(account: Any, reservation: Reservation | None) -> bool:
    """Whether it was written down for somebody who has no account here."""
    return reservation is not None and reservation.user_id is None


def is_keeper(by: Any, reservation: Reservation) -> bool:
    """Whether somebody acts for the institution whose instrument it is, and looks after its reservations."""
    return isinstance(by, Account) and bool(has_role_at_owner(*KEEPERS)(by, reservation))


allow("use_reservation", uses_it | has_role_at_owner(*KEEPERS))
# What somebody applied for herself the institution sends back, with what is to be mended.
allow("pull_back_reservation", uses_it | (has_role_at_owner(*KEEPERS) & is_of_a_caller))
allow("keep_reservation", has_role_at_owner(*KEEPERS))
allow("agree_to_reservation", is_on_the_route)
allow("see_day_sheets", has_role(*KEEPERS))
allow("close_unit", has_role_at_owner(*KEEPERS))
allow("name_deputy", has_role_at_owner(*KEEPERS))
allow("withdraw_waiting", waits_herself | has_role_at_owner(*KEEPERS))
allow("see_waiting", has_role_at_owner(*KEEPERS))
