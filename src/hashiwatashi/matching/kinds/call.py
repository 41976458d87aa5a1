"""Calls for funding in the search."""

from __future__ import annotations

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.funding.models import Call
from hashiwatashi.matching.documents import joined, names_of
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.searchable import NATIONWIDE, Content, Searchable, Term


def _content(record: Call) -> Content:
    return Content(
        title=record.title,
        lines=(record.summary, record.industries_note, record.employees_note, record.title_en),
        context=(joined(*names_of(record.funder)), record.area_note),
    )


def _prefecture(record: Call) -> Prefecture | None:
    areas = [] if record.is_nationwide else list(record.areas.all())
    return areas[0] if len(areas) == 1 else None


def _codes(record: Call) -> tuple[str, ...]:
    return (NATIONWIDE,) if record.is_nationwide else tuple(sorted(area.code for area in record.areas.all()))


SEARCHABLE = Searchable(
    kind=Kind.CALL,
    model=Call,
    records=Call.objects.for_lists,
    content=_content,
    title=lambda record: record.title,
    owner="funder",
    beside=("areas",),
    prefecture=_prefecture,
    codes=_codes,
    term=Term("opens_at", "closes_at", are_moments=True, shows_others=True),
    serves_nationwide=True,
    is_local=True,
)
