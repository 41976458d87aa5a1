"""The table of saved searches. It points to the account, so it stands above `people`."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.records import Record
from hashiwatashi.people.models import Account
from hashiwatashi.searches.querysets import SavedSearchQuerySet


class SavedSearch(Record):
    """What somebody asks again and again; confidential, only its account reads it (`visible_to`).

    ``query`` is the question with its bounds as the search page's address holds them. ``seen`` are the records of the
    last answer, as ``kind:uid``; None until the first look, which tells nothing.
    """

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="saved_searches", verbose_name=_("account")
    )
    name = models.CharField(_("name of the search"), max_length=100)
    query = models.TextField(_("question and bounds"))
    home = models.ForeignKey(
        Prefecture,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("your prefecture"),
    )
    is_watched = models.BooleanField(_("tell me what is new"), default=True)
    seen = models.JSONField(_("records of the last answer"), null=True, blank=True, editable=False)
    looked_at = models.DateTimeField(_("last look"), null=True, blank=True, editable=False)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        indexes: ClassVar = [models.Index(fields=["is_watched", "looked_at"], name="saved_search_due")]

    def __str__(self) -> str:
        return self.name
