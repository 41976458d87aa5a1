"""Lists cut into pages by a cursor: what is added or removed meanwhile neither repeats nor hides a record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from hashiwatashi.api.shapes import Shape

T = TypeVar("T")
M = TypeVar("M", bound=Model)
_LARGEST_KEY = 2**63 - 1
# No database takes NUL in a text.
Text = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
Line = Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")]
Prose = Annotated[str, Field(max_length=20_000, pattern=r"^[^\x00]*$")]


class Bounds(Schema):
    """What every list takes."""

    limit: Annotated[int, Field(ge=1, le=100, description="Records on a page.")] = 20
    cursor: Annotated[str, Field(pattern="^[0-9]{0,19}$", description="From `next` of the page before.")] = ""


class Page(Shape, Generic[T]):
    """One page; ``next`` is the address of the following one, null on the last."""

    items: list[T]
    next: str | None = None


def page(request: HttpRequest, records: QuerySet[M], bounds: Bounds, present: Callable[[M], T]) -> Page[T]:
    """The records behind the cursor in the order of their registration."""
    after = records.filter(pk__gt=_key(bounds.cursor)).order_by("pk")
    found = list(after[: bounds.limit + 1])
    shown = found[: bounds.limit]
    following = _address(request, str(shown[-1].pk)) if len(found) > bounds.limit else None
    return Page[T](items=[present(record) for record in shown], next=following)


def _key(cursor: str) -> int:
    return min(int(cursor or 0), _LARGEST_KEY)


def _address(request: HttpRequest, cursor: str) -> str:
    query = [(name, value) for name, value in request.GET.items() if name != "cursor"]
    return request.build_absolute_uri(f"{request.path}?{urlencode([*query, ('cursor', cursor)])}")
