"""Closed consultations in the search, for the staff of the institutions that held them alone."""

from __future__ import annotations

from hashiwatashi.common.visitors import desk_ids
from hashiwatashi.consultations.models import PastCase
from hashiwatashi.matching.documents import area_name, given, instruments_in, joined, names_of
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.searchable import Content, Searchable


def _content(record: PastCase) -> Content:
    field = record.field.name if record.field else ""
    return Content(
        title=record.topic,
        lines=(record.text, record.answered, record.result, field),
        context=(joined(*names_of(record.holder), area_name(record.prefecture)),),
        keywords={
            "field": given(field),
            "instrument": instruments_in(record.topic, record.text, record.answered, record.result),
        },
    )


SEARCHABLE = Searchable(
    kind=Kind.PAST,
    model=PastCase,
    records=lambda: PastCase.objects.closed().for_lists(),
    content=_content,
    title=lambda record: record.topic,
    owner="holder",
    beside=("periods", "entries"),
    taking_part="periods",
    prefecture=lambda record: record.holder.prefecture,
    lift=0.3,
    is_local=True,  # another prefecture's cases are another institution's
    is_offered=lambda visitor: bool(desk_ids(visitor)),
    is_held=False,
    is_withheld=True,  # reopened, it is no past case any more
)
