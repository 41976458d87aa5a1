"""Who answers (だれが担当か): one function in one place, asked for many at once; where nobody does, that is said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.areas.offices import nearest
from hashiwatashi.duties.enums import DutyStage, Function
from hashiwatashi.duties.models import Duty

_NEAR = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """A function in a prefecture or one of its municipalities, by their codes; ``field`` is a code, too, or empty."""

    function: Function
    prefecture: str
    municipality: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Those who answer, the most specific ones alone; none of them is a gap (空白).

    For the municipality goes before for the prefecture, for the field before for all fields.
    """

    asked: Asked
    duties: tuple[Duty, ...]

    @property
    def is_gap(self) -> bool:
        return not self.duties


def who_answers(asked: Iterable[Asked], day: date) -> list[Answer]:
    """Who answers each question on a day; four queries, however many are asked."""
    asked = list(asked)
    functions = {one.function.value for one in asked}
    duties = list(Duty.objects.published_on(day).filter(function__in=functions).for_lists())
    return [Answer(one, _most_specific(one, duties)) for one in asked]


def asked_in(prefecture: str, municipality: str = "") -> list[Asked]:
    """Every function in one place."""
    return [Asked(function, prefecture, municipality) for function in Function]


def nearby(asked: Asked, day: date) -> list[tuple[Prefecture, Answer]]:
    """The nearest prefectures in which somebody answers the same, at most three."""
    codes = [code for code in nearest(asked.prefecture) if code != asked.prefecture]
    answers = who_answers([Asked(asked.function, code, "", asked.field) for code in codes], day)
    areas = Prefecture.objects.in_bulk(codes)
    return [(areas[one.asked.prefecture], one) for one in answers if one.duties][:_NEAR]


def gaps(day: date) -> dict[Function, list[str]]:
    """For each function the codes of the prefectures in which nobody answers for the whole of it."""
    codes = list(Prefecture.objects.values_list("code", flat=True))
    answers = who_answers([Asked(function, code) for function in Function for code in codes], day)
    found: dict[Function, list[str]] = {function: [] for function in Function}
    for answer in answers:
        if answer.is_gap:
            found[answer.asked.function].append(answer.asked.prefecture)
    return found


def overlapping(duty: Duty) -> list[Duty]:
    """What other organisations have published and answers for the same: function, field, place and day in common."""
    same = Duty.objects.filter(stage=DutyStage.PUBLISHED, function=duty.function).exclude(owner=duty.owner_id)
    same = same.exclude(until__lte=duty.since)
    if duty.until is not None:
        same = same.filter(since__lt=duty.until)
    fields = [field.pk for field in duty.fields.all()]
    if fields:
        same = same.filter(Q(fields__in=fields) | Q(fields__isnull=True))
    towns = [town.code for town in duty.municipalities.all()]
    whole = [area.code for area in duty.prefectures.all()]
    places = Q(prefectures__in=whole) | Q(municipalities__in=towns)
    found = same.filter(places).distinct().for_lists().order_by("pk")
    return [other for other in found if other.until is None or other.until > timezone.localdate()]


def _most_specific(asked: Asked, duties: Sequence[Duty]) -> tuple[Duty, ...]:
    graded = [(grade, duty) for duty in duties if (grade := _grade(asked, duty)) is not None]
    best = max((grade for grade, _duty in graded), default=None)
    return tuple(duty for grade, duty in graded if grade == best)


def _grade(asked: Asked, duty: Duty) -> tuple[bool, bool] | None:
    """How closely a declaration fits what is asked; None where it does not."""
    if duty.function != asked.function:
        return None
    is_of_town = bool(asked.municipality) and asked.municipality in {one.code for one in duty.municipalities.all()}
    if not is_of_town and asked.prefecture not in {one.code for one in duty.prefectures.all()}:
        return None
    fields = {one.code for one in duty.fields.all()}
    # Somebody for one field alone does not answer for whatever is asked without one.
    if fields and asked.field not in fields:
        return None
    return (is_of_town, bool(fields))
