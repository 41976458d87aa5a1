"""The table of long work.

It stands above `people`, because each piece of work belongs to the account that asked for it, and below every domain
that has long work to do.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.records import Record
from hashiwatashi.people.models import Account
from hashiwatashi.work.enums import ENDED, WorkState
from hashiwatashi.work.querysets import WorkQuerySet


class Work(Record):
    """Something that takes longer than a visitor waits: what was asked for, how far it is, what came of it.

    ``kind`` names an entry of `work.registry`; ``parameters`` is what it was asked, ``report`` what it tells, both as
    JSON. ``result`` is the name of a file in the work's folder; empty where there is none.
    """

    kind = models.CharField(_("kind"), max_length=30)
    title = models.CharField(_("title"), max_length=300)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="works", verbose_name=_("account"))
    language = models.CharField(_("language"), max_length=10, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=WorkState, default=WorkState.WAITING)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), default=0)
    message = models.TextField(_("message"), blank=True)
    parameters = models.JSONField(_("parameters"), default=dict, blank=True)
    report = models.JSONField(_("report"), default=dict, blank=True)
    result = models.CharField(_("result file"), max_length=255, blank=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    # When its worker was heard last, as far as the database could be told; see `work.pulse`.
    heard_at = models.DateTimeField(_("last heard of"), null=True, blank=True)
    cancel_requested = models.BooleanField(_("to be cancelled"), default=False)

    objects = WorkQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("job")
        verbose_name_plural = _("job")
        indexes: ClassVar = [models.Index(fields=["account", "-id"], name="work_of_account")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(done__lte=models.F("total")), name="work_done_within_total"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED
