"""Experts in office in the search."""

from __future__ import annotations

from hashiwatashi.matching.documents import area_name, given, in_japanese, instruments_in, joined, names_of
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.searchable import Content, Searchable, Term
from hashiwatashi.people.models import Expert


def _content(record: Expert) -> Content:
    person = record.person
    return Content(
        title=joined(record.headline, person.name),
        lines=(record.profile, record.track_record, joined(record.field, in_japanese(record, "kind"))),
        context=(
            joined(person.name_kana, person.name_en),
            joined(*names_of(record.organisation), area_name(record.organisation.prefecture)),
        ),
        keywords={
            "field": given(record.field),
            "instrument": instruments_in(record.headline, record.profile, record.track_record),
        },
    )


def _codes(record: Expert) -> tuple[str, ...]:
    """Where the organisation is, and all areas covered."""
    home = record.organisation.prefecture
    return tuple(sorted({*([home.code] if home else []), *(area.code for area in record.areas.all())}))


SEARCHABLE = Searchable(
    kind=Kind.EXPERT,
    model=Expert,
    records=Expert.objects.for_lists,
    content=_content,
    title=str,
    owner="organisation",
    beside=("person", "areas"),
    prefecture=lambda record: record.organisation.prefecture,
    codes=_codes,
    term=Term("since", "until"),
    lift=0.5,
)
