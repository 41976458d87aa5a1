"""Organisations in the search: bodies that offer something, and firms that tell what they do."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from hashiwatashi.common.querysets import DoorQuerySet
from hashiwatashi.matching.documents import in_japanese, joined, names_of
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.searchable import Content, Searchable
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.organisations.models import Organisation


def _records() -> DoorQuerySet[Any]:
    """A bare name and address answers no need."""
    worth_finding = ~Q(kind=OrganisationKind.FIRM) | ~Q(about="")
    return Organisation.objects.filter(worth_finding).for_lists().select_related("industry")


def _content(record: Organisation) -> Content:
    industry = record.industry
    return Content(
        title=record.name,
        lines=(
            record.about,
            joined(in_japanese(record, "kind"), industry.name if industry else ""),
            joined(record.name_kana, *names_of(record)[1:]),
        ),
        context=(record.address,),
    )


SEARCHABLE = Searchable(
    kind=Kind.ORGANISATION,
    model=Organisation,
    records=_records,
    content=_content,
    title=lambda record: record.name,
    owner="",
    beside=("industry",),
    prefecture=lambda record: record.prefecture,
    tells_names=True,
)
