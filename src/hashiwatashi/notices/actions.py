"""What can be done with notices. None of it stands in the audit trail: what a notice tells of was audited itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.notices.enums import Digest, Language
from hashiwatashi.notices.kind import NoticeKind
from hashiwatashi.notices.models import Notice, NoticePreference
from hashiwatashi.people.models import Account


def tell(
    people: Iterable[Account],
    what: NoticeKind,
    *,
    by: Actor,
    about: UUID | None = None,
    once: str = "",
    **parameters: Any,
) -> int:
    """Put a notice into the inbox of each of ``people``; returns how many were told.

    ``about`` is the record it is about, ``once`` the occasion: of one kind, about one record and of one occasion
    nobody is told twice. The mail, if any, is sent later by the digest. Raises `TypeError` unless ``parameters``
    are those that the kind declares.
    """
    if wrong := set(parameters) ^ what.parameters:
        raise TypeError(f"{what.code} takes {sorted(what.parameters)}; wrong or missing: {sorted(wrong)}")
    people, key = list(people), f"{about or ''}:{once}"
    if not people:
        return 0
    with transaction.atomic():
        told = set(Notice.objects.filter(kind=what.code, key=key).values_list("account_id", flat=True))
        new = {account.pk: account for account in people if account.pk not in told}
        Notice.objects.bulk_create(
            [
                Notice(
                    account=account,
                    kind=what.code,
                    key=key,
                    parameters=parameters,
                    about=about,
                    told_by=by.audit_label,
                )
                for account in new.values()
            ],
            # Somebody may tell the same at this moment.
            ignore_conflicts=True,
        )
    return len(new)


def mark_read(notice: Notice) -> None:
    """Count a notice as read, from the first time on."""
    Notice.objects.unread().filter(pk=notice.pk).update(read_at=timezone.now())


def mark_all_read(*, by: Account) -> int:
    """Count everything in one's own inbox as read; returns how many were unread."""
    return Notice.objects.visible_to(by).unread().update(read_at=timezone.now())


def forget_read(*, before: datetime) -> int:
    """Delete what was read before a moment; returns how many. What is unread stays, however old."""
    return Notice.objects.filter(read_at__lt=before).delete()[0]


def choose_digest(account: Account, *, digest: Digest, language: Language | None = None) -> None:
    """Set how often an account gets a mail about its notices and, where given, in which language."""
    values: dict[str, str] = {"digest": digest, **({"language": language} if language else {})}
    NoticePreference.objects.update_or_create(account=account, defaults=values)
