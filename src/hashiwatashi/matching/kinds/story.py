"""Success stories in the search: what is published, with as much of the place as whoever asked lets be told."""

from __future__ import annotations

from hashiwatashi.matching.documents import area_name, given, instruments_in, joined, names_of
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.searchable import Content, Searchable
from hashiwatashi.stories.models import Story


def _content(record: Story) -> Content:
    field = record.field.name if record.field else ""
    return Content(
        title=record.title,
        lines=(record.trouble, record.done, record.helped, record.means, field),
        context=(joined(*names_of(record.owner)), area_name(record.prefecture), record.region),
        keywords={"field": given(field), "instrument": instruments_in(record.text)},
    )


SEARCHABLE = Searchable(
    kind=Kind.STORY,
    model=Story,
    records=lambda: Story.objects.published().for_lists(),
    content=_content,
    title=lambda record: record.title,
    prefecture=lambda record: record.prefecture,
    lift=0.3,
    is_withheld=True,  # a withdrawn one leaves the search with its consent
)
