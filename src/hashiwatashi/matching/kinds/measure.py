"""Policy measures in the search."""

from __future__ import annotations

from hashiwatashi.matching.documents import area_name, in_japanese, joined, names_of
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.searchable import Content, Searchable
from hashiwatashi.regions.models import Measure


def _content(record: Measure) -> Content:
    partners = [part.organisation.name for part in record.partnerships.all()]
    return Content(
        title=record.title,
        lines=(record.text, record.evidence, in_japanese(record, "stage")),
        context=(joined(*names_of(record.owner), area_name(record.owner.prefecture)), joined(*partners)),
    )


SEARCHABLE = Searchable(
    kind=Kind.MEASURE,
    model=Measure,
    records=Measure.objects.for_lists,
    content=_content,
    title=lambda record: record.title,
    beside=("partnerships",),
)
