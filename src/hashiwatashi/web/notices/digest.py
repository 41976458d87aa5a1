"""The mail that tells what is unread: at most one a day and account, without a name or a title in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Max
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from hashiwatashi.notices.enums import Digest
from hashiwatashi.notices.models import Notice, NoticePreference
from hashiwatashi.people.models import Account
from hashiwatashi.web.notices.signing import stop_token

log = structlog.get_logger(__name__)
# Nobody's telephone rings for us at night; hours of Japan time.
_FROM_HOUR, _UNTIL_HOUR = 7, 21
_DAYS_BETWEEN = {Digest.DAILY: 1, Digest.WEEKLY: 7}
_LINES = 20


def send_digests(*, now: datetime) -> int:
    """Mail everybody whose turn it is what is unread; returns how many mails went out.

    Each notice is told by one mail alone. While the mail server fails, nothing counts as mailed and the next round
    tries again. An address that the server refuses is logged, and tried again with the next notices.
    """
    if not _FROM_HOUR <= timezone.localtime(now).hour < _UNTIL_HOUR:
        return 0
    due = list(_due(now))
    if not due:
        return 0
    try:
        with get_connection() as connection:
            return sum(_send(preference, now, connection) for preference in due)
    except OSError as error:
        log.warning("digest_not_sent", reason=str(error))
        return 0


def _due(now: datetime) -> Iterator[NoticePreference]:
    """The choices of those who have something to be told and were not mailed too lately."""
    today = timezone.localdate(now)
    waiting = Account.objects.filter(is_active=True, pk__in=Notice.objects.for_digest().values("account"))
    for account in (
        waiting.select_related("notice_preference").annotate(last=Max("notices__mailed_at")).order_by("pk")
    ):
        preference = getattr(account, "notice_preference", None) or NoticePreference(account=account)
        pause = _DAYS_BETWEEN.get(Digest(preference.digest))
        if pause and (account.last is None or timezone.localdate(account.last) <= today - timedelta(days=pause)):
            yield preference


def _send(preference: NoticePreference, now: datetime, connection: BaseEmailBackend) -> bool:
    """Send one digest. The notices are taken before and given back after a failure, so that two rounds at once do
    not both tell them. Raises `OSError` when the server fails."""
    account = preference.account
    taken = _take(account, now)
    if not taken:
        return False
    try:
        with translation.override(preference.language):
            _message(account, taken, connection).send()
    except SMTPRecipientsRefused as error:
        log.warning(
            "digest_refused", account=account.audit_label, codes=[code for code, _ in error.recipients.values()]
        )
        return False
    except BaseException:
        Notice.objects.filter(pk__in=[notice.pk for notice in taken]).update(mailed_at=None)
        raise
    return True


def _take(account: Account, now: datetime) -> list[Notice]:
    with transaction.atomic():
        taken = list(Notice.objects.visible_to(account).for_digest().select_for_update())
        Notice.objects.filter(pk__in=[notice.pk for notice in taken]).update(mailed_at=now)
    return taken


def _message(account: Account, notices: Sequence[Notice], connection: BaseEmailBackend) -> EmailMessage:
    """The mail in the language in force, with the headers by which mail programs offer to stop it (RFC 8058)."""
    counted = Counter(notice.what.mail_line(notice.parameters) for notice in notices)
    lines = list(counted.items())
    stop = _address("notice-stop", stop_token(account))
    context = {
        "lines": lines[:_LINES],
        "rest": sum(count for _line, count in lines[_LINES:]),
        "inbox": _address("notice-list"),
        "mails": _address("notice-mails"),
        "stop": stop,
        "site_name": settings.SITE_NAME,
    }
    title = ngettext("%(count)d unread notice", "%(count)d unread notices", len(notices)) % {"count": len(notices)}
    return EmailMessage(
        f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}{title}",
        render_to_string("notices/digest.txt", context),
        to=[account.email],
        connection=connection,
        headers={"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )


def _address(name: str, *values: str) -> str:
    return settings.SITE_ADDRESS.rstrip("/") + reverse(name, args=values)
