"""By what the lists of records can be bounded."""

from __future__ import annotations

import re
from functools import reduce
from operator import or_
from typing import Annotated, Any

from django.db.models import Q
from pydantic import AwareDatetime, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from hashiwatashi.api.paging import Bounds, Text
from hashiwatashi.matching.spelling import written_variants

PrefectureCode = Annotated[
    str, Field(pattern=r"^(0[1-9]|[1-3]\d|4[0-7])$", description="Code (JIS X 0401).", examples=["04"])
]


def _is_number(value: Any) -> Any:
    if isinstance(value, bool | str):
        raise PydanticCustomError("int_type", "Must be a whole number.")
    return value


#: In JSON a number is a number and not true or "5"; 5.0 is 5.
WHOLE_NUMBER = BeforeValidator(_is_number)


# The years that `common.values` lets in, written out: pydantic by itself would take 0.5 for half a second of 1970.
_MOMENT = r"^(19|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}"


def _written_out(value: Any) -> Any:
    if not re.match(_MOMENT, str(value)):
        raise PydanticCustomError("datetime", "Must be a time with its zone.")
    return value


Moment = Annotated[
    AwareDatetime,
    BeforeValidator(_written_out),
    Field(examples=["2026-04-01T00:00:00+09:00"], json_schema_extra={"pattern": _MOMENT}),
]


class RecordBounds(Bounds):
    """Bounds that several lists share."""

    q: Annotated[Text, Field(description="Part of the name or title. For plain words use `match`.")] = ""
    prefecture: PrefectureCode | None = None
    updated_since: Moment | None = None

    def conditions(self, name: str, prefecture: str) -> Q:
        forms = written_variants(self.q) if self.q else []
        found = reduce(or_, (Q(**{f"{name}__icontains": form}) for form in forms), Q())
        if self.prefecture:
            found &= Q(**{prefecture: self.prefecture})
        if self.updated_since:
            found &= Q(updated_at__gte=self.updated_since)
        return found
