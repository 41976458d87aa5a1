"""What every record has: an identity that never changes and the dates of its life."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.audit.events import RecordEvents
from hashiwatashi.common.enums import Disclosure


class Record(models.Model):
    """A row with a public, stable identifier (``uid``), which is what URLs and exports show."""

    #: Under which names a new and a changed one stand in the audit trail; None where they have no line of their own.
    EVENTS: ClassVar[RecordEvents | None] = None
    #: Fields that ``save`` works out from others and stores with them.
    DERIVED: ClassVar[tuple[str, ...]] = ()
    #: What people wrote in confidence: that it was set or changed stands in the trail, what it says does not.
    CONFIDED: ClassVar[frozenset[str]] = frozenset()

    uid = models.UUIDField(_("identifier"), default=uuid.uuid4, unique=True, editable=False)
    # Grows by one with each change, so that of two people who change a record the second learns of the first.
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created_at = models.DateTimeField(_("registered"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last change"), auto_now=True)

    class Meta:
        abstract = True

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Related records that are loaded were read from the database: its foreign keys see to them."""
        super().clean_fields(exclude={*(exclude or ()), *self._loaded()})

    def validate_unique(self, exclude: Collection[str] | None = None) -> None:
        """Identifiers are drawn by chance: that none comes twice is left to the database."""
        super().validate_unique(exclude={*(exclude or ()), "uid"})

    def _loaded(self) -> set[str]:
        """The relations whose record is at hand, stored and the one that the column names."""
        return {
            field.name
            for field in self._meta.concrete_fields
            if isinstance(field, models.ForeignKey)
            and field.is_cached(self)
            and (related := field.get_cached_value(self)) is not None
            and not related._state.adding
            and related.pk == getattr(self, field.attname)
        }


class Sourced(models.Model):
    """Where an imported row came from; ``source`` and ``source_key`` together name it for ever.

    Rows entered by hand have an empty ``source``. ``credit`` is the line that the source's terms require.
    """

    source = models.CharField(_("source"), max_length=100, blank=True)
    source_key = models.CharField(_("identifier at the source"), max_length=200, blank=True)
    source_url = models.URLField(_("source page"), max_length=1000, blank=True)
    credit = models.CharField(_("credit line"), max_length=300, blank=True)

    class Meta:
        abstract = True


def unique_source(table: str) -> models.UniqueConstraint:
    """No row of one source twice; hand-made rows are free of it."""
    return models.UniqueConstraint(
        fields=["source", "source_key"], condition=~models.Q(source=""), name=f"{table}_source_unique"
    )


class Disclosable(models.Model):
    """A record with a disclosure class."""

    disclosure = models.CharField(
        _("disclosure class"), max_length=10, choices=Disclosure, default=Disclosure.PUBLIC, db_index=True
    )

    class Meta:
        abstract = True
