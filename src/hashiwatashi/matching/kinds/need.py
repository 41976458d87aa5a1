"""Needs in the search: only the sheet that the general public may read (INV-03)."""

from __future__ import annotations

from hashiwatashi.matching.documents import given, joined, names_of
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.searchable import Content, Searchable
from hashiwatashi.needs.disclosure import NeedSheet, sheet_for
from hashiwatashi.needs.models import Need


def _content(sheet: NeedSheet) -> Content:
    return Content(
        title=sheet.title,
        lines=(sheet.text, sheet.sector),
        context=(sheet.region_wish, joined(*names_of(sheet.owner))),
        keywords={"field": given(sheet.sector)},
    )


SEARCHABLE = Searchable(
    kind=Kind.NEED,
    model=Need,
    records=lambda: Need.objects.not_settled().for_lists(),
    content=_content,
    title=lambda sheet: sheet.title,
    sheet=sheet_for,
    sheet_type=NeedSheet,
    is_withheld=True,
)
