"""What people do to their own accounts, written into the audit trail: sign-up, password, addresses, second step.

The library that does these things tells of them by signals. Which address or which key it was stays out of the trail.
"""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.db import transaction
from django.dispatch import receiver

from hashiwatashi.common.audit import trail
from hashiwatashi.common.audit.events import Event
from hashiwatashi.people.events import PeopleEvent
from hashiwatashi.people.models import Account


def _note(user: Any, event: Event, **data: str) -> None:
    if isinstance(user, Account):
        with transaction.atomic():
            trail.record(event, user, by=user, data=data)


@receiver(account.user_signed_up)
def signed_up(user: Any, **rest: Any) -> None:
    _note(user, PeopleEvent.ACCOUNT_SIGNED_UP)


@receiver(account.password_set)
@receiver(account.password_changed)
@receiver(account.password_reset)
def password_changed(user: Any, signal: Any, **rest: Any) -> None:
    how = {account.password_set: "set", account.password_changed: "changed"}.get(signal, "reset by mail")
    _note(user, PeopleEvent.PASSWORD_CHANGED, how=how)


@receiver(account.email_added)
@receiver(account.email_removed)
@receiver(account.email_changed)
def address_changed(user: Any, signal: Any, **rest: Any) -> None:
    how = {account.email_added: "added", account.email_removed: "removed"}.get(signal, "another is the first")
    _note(user, PeopleEvent.MAIL_ADDRESS_CHANGED, how=how)


@receiver(account.email_confirmed)
def address_confirmed(email_address: Any, **rest: Any) -> None:
    _note(email_address.user, PeopleEvent.MAIL_ADDRESS_CHANGED, how="confirmed")


@receiver(mfa.authenticator_added)
@receiver(mfa.authenticator_removed)
@receiver(mfa.authenticator_reset)
def second_step_changed(user: Any, authenticator: Any, signal: Any, **rest: Any) -> None:
    how = {mfa.authenticator_added: "added", mfa.authenticator_removed: "removed"}.get(signal, "made anew")
    _note(user, PeopleEvent.SECOND_STEP_CHANGED, how=how, type=str(authenticator.type))
