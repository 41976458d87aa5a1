"""The tables of bags (候補): what somebody gathers for a visit or a talk.

They stand above `matching`, because an item is any record that can be searched for, named by its kind and its
``uid``: no foreign key leads to it, and what becomes of the record is seen when the bag is opened.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hashiwatashi.bags.entries import Entry
from hashiwatashi.bags.querysets import BagItemQuerySet, BagQuerySet
from hashiwatashi.common.records import Record
from hashiwatashi.matching.enums import Kind
from hashiwatashi.people.models import Account

#: Of an item's note, as stored.
LONGEST_NOTE, LONGEST_ASKED = 500, 3000


class Bag(Record):
    """One bag of one account. Everything in it is confidential: only its account reads it (`visible_to`).

    ``shared_key`` is what a share link must carry; empty while the bag is shared with nobody.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="bags", verbose_name=_("account"))
    title = models.CharField(_("name of the shortlist"), max_length=100)
    for_whom = models.CharField(
        _("whom it is for"),
        max_length=200,
        blank=True,
        help_text=_("Confidential: you alone see it, and it stands on your visit memo. A share link never shows it."),
    )
    note = models.TextField(
        _("note for yourself"),
        max_length=2000,
        blank=True,
        help_text=_("Confidential: you alone see it, and it stands on your visit memo. A share link never shows it."),
    )
    is_current = models.BooleanField(_("in use"), default=False)
    shared_key = models.CharField(_("key of the share link"), max_length=40, blank=True, editable=False)
    shared_until = models.DateTimeField(_("shared until"), null=True, blank=True, editable=False)

    objects = BagQuerySet.as_manager()

    class Meta:
        ordering = ("-is_current", "-updated_at", "-pk")
        verbose_name = _("shortlist")
        verbose_name_plural = _("shortlists")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account"], condition=Q(is_current=True), name="bag_one_in_use"),
        ]

    def __str__(self) -> str:
        return self.title

    def is_shared_at(self, moment: datetime) -> bool:
        """Whether a share link of this bag opens at a moment."""
        return bool(self.shared_key) and self.shared_until is not None and moment < self.shared_until

    @property
    def is_shared(self) -> bool:
        return self.is_shared_at(timezone.now())


class BagItem(models.Model):
    """One record in a bag. ``asked`` are the words that were searched for when it was put in."""

    bag = models.ForeignKey(Bag, on_delete=models.CASCADE, related_name="items", verbose_name=_("shortlist"))
    # Without choices, so that one more kind needs no migration.
    kind = models.CharField(_("kind"), max_length=20)
    record = models.UUIDField(_("record"))
    note = models.CharField(_("note"), max_length=LONGEST_NOTE, blank=True)
    asked = models.CharField(_("words that were asked"), max_length=LONGEST_ASKED, blank=True)
    position = models.PositiveSmallIntegerField(_("place in the order"))

    objects = BagItemQuerySet.as_manager()

    class Meta:
        ordering = ("position", "pk")
        verbose_name = _("record in a shortlist")
        verbose_name_plural = _("records in shortlists")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bag", "kind", "record"], name="bag_item_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.record}"

    @property
    def entry(self) -> Entry:
        return Entry(Kind(self.kind), self.record, self.note, self.asked)
