"""The main job over REST: a need in plain words → what answers it, and why. Nothing is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Union
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from hashiwatashi.api.bounds import WHOLE_NUMBER, PrefectureCode
from hashiwatashi.api.exposed import exposed
from hashiwatashi.api.paging import Text
from hashiwatashi.api.routing import public_get, public_post
from hashiwatashi.api.shapes import Shape
from hashiwatashi.areas.models import Prefecture
from hashiwatashi.matching.answers import Answer, Filters, Group, How, Suggestion
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.suggest import suggest
from hashiwatashi.matching.wishes import Wish

router = Router(tags=["match"])
LONGEST = 20_000
_LITERALLY = "By the words alone, without what they are understood to mean."
_BROADLY = "Also what shares only words that say little of the need."
if TYPE_CHECKING:
    RecordOut = Shape
else:
    RecordOut = Union[tuple(one.shape for one in exposed().values())]  # noqa: UP007 made from what is declared


def _each_once(most: int, description: str) -> tuple[Any, ...]:
    """A list in which nothing stands twice: each value costs work."""

    def check(values: list[Any]) -> list[Any]:
        if len(set(values)) < len(values):
            raise PydanticCustomError("repeated", "Must not repeat a value.")
        return values

    extra: dict[str, Any] = {"uniqueItems": True}
    field: Any = Field(default_factory=list, max_length=most, description=description, json_schema_extra=extra)
    return field, AfterValidator(check)


class Ask(Schema):
    """A need and its bounds. ``home`` marks what lies elsewhere; it never hides anything."""

    kinds: Annotated[list[Kind], *_each_once(len(Kind), "Empty: all kinds.")]
    home: PrefectureCode | None = None
    prefectures: Annotated[list[PrefectureCode], *_each_once(47, "Empty: all of Japan.")]
    fields: Annotated[list[Text], *_each_once(20, "Empty: all fields.")]
    open_to_outsiders: bool = False
    open_calls: bool = False
    literally: Annotated[bool, Field(description=_LITERALLY)] = False
    broadly: Annotated[bool, Field(description=_BROADLY)] = False
    ignored: Annotated[list[Wish], *_each_once(len(Wish), "Bounds that the text names and that shall not hold.")]
    limit: Annotated[int, Field(ge=1, le=50, description="Records of each kind.")] = 5
    offset: Annotated[int, Field(ge=0, le=900)] = 0


class AskByAddress(Ask):
    q: Annotated[str, Field(min_length=1, max_length=2000, examples=["ステンレスの部品がさびる原因を調べたい"])]


class AskByText(Ask):
    """In JSON a number is a number and not true or "5", as it may be in an address."""

    open_to_outsiders: Annotated[bool, Field(strict=True)] = False
    open_calls: Annotated[bool, Field(strict=True)] = False
    literally: Annotated[bool, Field(strict=True, description=_LITERALLY)] = False
    broadly: Annotated[bool, Field(strict=True, description=_BROADLY)] = False
    limit: Annotated[int, Field(ge=1, le=50, description="Records of each kind."), WHOLE_NUMBER] = 5
    offset: Annotated[int, Field(ge=0, le=900), WHOLE_NUMBER] = 0
    text: Annotated[str, Field(min_length=1, max_length=LONGEST, examples=["ステンレスの部品がさびる原因を調べたい"])]


class WhyOut(Shape):
    """A word of the need and the part of the record it was found in; percentages of a hit add up to 100.

    ``how`` is title, text, near (``found`` is the record's word, near in meaning), kind (``word`` is a kind of
    instrument, ``found`` the method it serves), like (``found`` is a known question that the kind answers), related
    (the record's word) or little (words of asking).
    """

    word: str
    field: str
    percent: float
    how: How
    found: str


class ExtractOut(Shape):
    """The passage that matched; marks are pairs of offsets into it."""

    text: str
    marks: list[tuple[int, int]]


class HitOut(Shape):
    """One record that may answer; ``others`` are the UIDs of equal ones of the same owner."""

    score: float
    is_elsewhere: bool
    prefecture: str | None
    why: list[WhyOut]
    extract: ExtractOut
    others: list[UUID]
    record: RecordOut


class GroupOut(Shape):
    """The hits of one kind, best first; ``best_elsewhere`` is given when none of them lies outside ``home``."""

    kind: Kind
    total: int
    hits: list[HitOut]
    best_elsewhere: HitOut | None
    next_offset: int | None


class MeantOut(Shape):
    """What the text says besides its words: kinds of instrument put first and the methods they serve, in the language
    of the answer; bounds that hold because the text names them (take them off by ``ignored`` or ``literally``)."""

    instruments: list[str]
    methods: list[str]
    prefectures: list[str]
    open_to_outsiders: bool
    first: Kind | None
    institution: UUID | None
    missing_model: str


class AnswerOut(Shape):
    """Everything that may answer, by kind, with counts over all that matches."""

    text: str
    groups: list[GroupOut]
    facets: dict[str, dict[str, int]]
    meant: MeantOut


@public_get(router, "/match", response=AnswerOut, summary="Match a need given in the address")
def match_by_address(request: HttpRequest, ask: Query[AskByAddress]) -> Any:
    return _answer(request, ask.q, ask)


@public_post(router, "/match", response=AnswerOut, summary="Match a need of any length")
def match_by_text(request: HttpRequest, ask: AskByText) -> Any:
    return _answer(request, ask.text, ask)


def _answer(request: HttpRequest, text: str, ask: Ask) -> AnswerOut:
    answer = suggest(
        text,
        visitor=request.user,
        home=Prefecture.objects.get(code=ask.home) if ask.home else None,
        filters=Filters(
            literally=ask.literally,
            broadly=ask.broadly,
            ignored=frozenset(ask.ignored),
            prefectures=tuple(ask.prefectures),
            fields=tuple(ask.fields),
            open_to_outsiders=ask.open_to_outsiders,
            open_calls_at=timezone.now() if ask.open_calls else None,
        ),
        kinds=tuple(ask.kinds) or tuple(Kind),
        per_kind=ask.limit,
        offset=ask.offset,
    )
    return written(answer)


def written(answer: Answer) -> AnswerOut:
    """An answer as it leaves the house, over REST and from `hashi match --json`."""
    facets = {name: dict(values) for name, values in answer.facets.items()}
    groups = [_group(group) for group in answer.groups]
    return AnswerOut(text=answer.text, groups=groups, facets=facets, meant=_meant(answer))


def _meant(answer: Answer) -> MeantOut:
    meant, wishes = answer.meant, answer.wishes
    return MeantOut(
        instruments=[kind.label for kind in meant.instruments],
        methods=[method.label for method in meant.ways],
        prefectures=[area.code for area in wishes.prefectures],
        open_to_outsiders=wishes.open_to_outsiders,
        first=wishes.first,
        institution=wishes.institution.uid if wishes.institution else None,
        missing_model=wishes.missing_model,
    )


def _group(group: Group) -> GroupOut:
    return GroupOut(
        kind=group.kind,
        total=group.total,
        hits=[_hit(suggestion) for suggestion in group.suggestions],
        best_elsewhere=_hit(group.best_elsewhere) if group.best_elsewhere else None,
        next_offset=group.next_offset,
    )


def _hit(suggestion: Suggestion) -> HitOut:
    return HitOut(
        score=suggestion.score,
        is_elsewhere=suggestion.is_elsewhere,
        prefecture=suggestion.prefecture.code if suggestion.prefecture else None,
        why=[
            WhyOut(word=why.word, field=why.field, percent=why.percent, how=why.how, found=why.found)
            for why in suggestion.why
        ],
        extract=ExtractOut(text=suggestion.extract.text, marks=list(suggestion.extract.marks)),
        others=[other.uid for other in suggestion.others],
        record=exposed()[suggestion.kind].present(suggestion.record),
    )
