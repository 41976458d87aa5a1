"""Notices to accounts, and how each account wants to be told.

The package stands above `people`, so that its tables may point to the account.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hashiwatashi.notices.enums import Digest, Language
from hashiwatashi.notices.kind import NoticeKind
from hashiwatashi.notices.kinds import kind_of
from hashiwatashi.notices.querysets import NoticePreferenceQuerySet, NoticeQuerySet


class Notice(models.Model):
    """One thing that one account is told. ``key`` names the occasion, so that it is told once."""

    uid = models.UUIDField(_("identifier"), default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(_("occasion"), max_length=120)
    parameters = models.JSONField(_("parameters of the text"), default=dict, blank=True)
    about = models.UUIDField(_("record it is about"), null=True, blank=True)
    told_by = models.CharField(_("told by"), max_length=100)
    created_at = models.DateTimeField(_("told at"), auto_now_add=True)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("mailed at"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "kind", "key"], name="notice_told_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["account", "read_at"], name="notice_unread"),
            models.Index(fields=["kind", "key"], name="notice_occasion"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def what(self) -> NoticeKind:
        return kind_of(self.kind)

    @property
    def line(self) -> str:
        """What it tells, in the language in force."""
        return self.what.line(self.parameters)


class NoticePreference(models.Model):
    """How an account wants to be told; an account without one gets a daily digest in Japanese."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_preference"
    )
    digest = models.CharField(_("mails about notices"), max_length=10, choices=Digest, default=Digest.DAILY)
    language = models.CharField(
        _("language of these mails"), max_length=2, choices=Language, default=Language.JAPANESE
    )

    objects = NoticePreferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("choice of mails")
        verbose_name_plural = _("choices of mails")

    def __str__(self) -> str:
        return f"{self.account}: {Digest(self.digest).label}"
