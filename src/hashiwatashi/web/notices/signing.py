"""The link that stops mails: signed, so that it works without signing in and cannot be made for somebody else."""

from __future__ import annotations

from django.core import signing

from hashiwatashi.people.models import Account

_SALT = "hashiwatashi.notices.stop"


def stop_token(account: Account) -> str:
    """What stands in the link. It never expires: an old mail must be able to stop the next one."""
    return signing.dumps(str(account.uid), salt=_SALT)


def account_behind(token: str) -> Account | None:
    """The account a link was made for; None where it was not made here, or the account is gone."""
    try:
        uid = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return Account.objects.filter(uid=uid).first()
