"""What the search index still has to learn."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class IndexMark(models.Model):
    """A record that changed since the index last saw it; written by database triggers, in the transaction of the
    change, so that nothing can forget to (bulk import and administration site included)."""

    kind = models.CharField(max_length=20)
    record_id = models.BigIntegerField()

    class Meta:
        ordering = ("pk",)
        indexes: ClassVar = [models.Index(fields=["kind", "record_id"], name="index_mark_record")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.record_id}"
