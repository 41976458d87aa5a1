"""Who may do what about joining."""

from __future__ import annotations

from typing import Any

from hashiwatashi.common.permissions import allow, predicate
from hashiwatashi.joining.models import Application
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account
from hashiwatashi.people.roles import LETTING_IN
from hashiwatashi.people.rules import is_operator


@predicate("lets_in")
def lets_in(account: Any, organisation: Organisation | None) -> bool:
    """Whether the account looks after the organisation's members; without one, whether it does so anywhere."""
    return isinstance(account, Account) and any(
        m.role in LETTING_IN and (organisation is None or m.organisation_id == organisation.pk)
        for m in account.current_memberships
    )


@predicate("decides_application")
def decides(account: Any, application: Application | None) -> bool:
    """Whether the account may confirm or refuse this application; never its own."""
    return (
        isinstance(account, Account)
        and application is not None
        and Application.objects.to_decide(account).filter(pk=application.pk).exists()
    )


@predicate("is_applicant")
def is_applicant(account: Any, application: Application | None) -> bool:
    """Whether it is the account's own application."""
    return isinstance(account, Account) and application is not None and application.account_id == account.pk


allow("manage_members", lets_in | is_operator)
allow("decide_application", decides)
allow("withdraw_application", is_applicant)
