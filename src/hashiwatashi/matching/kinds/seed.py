"""Research seeds in the search."""

from __future__ import annotations

from hashiwatashi.matching.documents import area_name, given, instruments_in, joined, names_of
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.searchable import Content, Searchable
from hashiwatashi.technology.models import Seed
from mekiki import Arrangement


def _content(record: Seed) -> Content:
    person, owner = record.researcher, record.owner
    return Content(
        title=record.title,
        lines=(record.summary, record.applications, record.field, record.title_en),
        context=(
            joined(person.name, person.name_kana, person.name_en) if person else "",
            joined(*names_of(owner), area_name(owner.prefecture if owner else None)),
        ),
        keywords={
            "field": given(record.field),
            "instrument": instruments_in(record.title, record.summary, record.applications),
            "owner": given(str(record.owner_id or "")),
        },
    )


SEARCHABLE = Searchable(
    kind=Kind.SEED,
    model=Seed,
    records=Seed.objects.for_lists,
    content=_content,
    title=lambda record: record.title,
    beside=("researcher",),
    arranged=Arrangement(spread="owner"),  # of ideas nobody fills the first places
    lift=0.3,
)
