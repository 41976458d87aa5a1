"""The figures of an institution's consultations; each number leads to the list of its cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hashiwatashi.common.calendar import last_day
from hashiwatashi.common.errors import NotFound
from hashiwatashi.consultations.enums import Usefulness
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.consultations.promises import FUNCTIONS
from hashiwatashi.consultations.querysets import ConsultationQuerySet
from hashiwatashi.consultations.reports import (
    KEYS,
    LISTED,
    STEPS,
    UNTOLD,
    Bounds,
    Case,
    Line,
    Places,
    by_officer,
    cases_of,
    lines_by,
    months_of,
    narrowed,
    places,
    towns_of,
)
from hashiwatashi.duties.models import Field, Target
from hashiwatashi.duties.targets import targets_of
from hashiwatashi.web.consultations.choosing import BoundsForm, institutions_of
from hashiwatashi.web.exports import Column, file_response
from hashiwatashi.web.permissions import permitted
from hashiwatashi.web.visitors import account_of

_STEPS = {
    "take": gettext_lazy("From when it came until somebody is in charge"),
    "answer": gettext_lazy("From then until the first answer"),
    "wait": gettext_lazy("From when it came until the first answer"),
    "close": gettext_lazy("From the first answer until it is closed"),
    "through": gettext_lazy("From when it came until it is closed"),
    "ours": gettext_lazy("Of cases that others held, too: held here"),
    "others": gettext_lazy("Of cases that others held, too: held by the others"),
}
_IN_LINES = ("take", "wait", "close")
Address = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Cell:
    """A number and the list of its cases; no address where there are none. A median has the ``target`` it is held
    against, if there is one, and ``is_late`` says whether it is over it."""

    value: str
    href: str = ""
    n: int | None = None
    target: int | None = None
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table."""

    label: str | Promise
    cells: Sequence[Cell]


@permitted("note_consultation")
def figures(request: HttpRequest) -> HttpResponseBase:
    """What came, was answered in time, how long it took and whether it helped; also as files."""
    form = BoundsForm(institutions_of(request), request.GET)
    bounds = form.bounds
    cases = cases_of(bounds, timezone.now())
    towns = towns_of(bounds.institution)
    found, names, targets = places(cases, towns), _field_names(cases), _targets(bounds)
    if export := request.GET.get("export"):
        form_of_file = "xlsx" if export == "xlsx" else "csv"
        if request.GET.get("table") == "places":
            return file_response("consultation-places", form_of_file, *_places_file(found, names))
        return file_response("consultation-figures", form_of_file, _COLUMNS, _parts(cases, found, names, targets))
    to = partial(_address, form.query)
    whole = Line("", cases)
    context = {
        "form": form,
        "bounds": bounds,
        "query": form.query,
        "whole": whole,
        "numbers": [Row(label, [_number(whole, figure, to)]) for figure, label in _NUMBERS.items()],
        "in_time": _in_time(whole, to),
        "steps": [Row(label, [_median(whole, step, to, targets.get(""))]) for step, label in _STEPS.items()],
        "by_month": [Row(line.key, _cells(line, to, month=line.key)) for line in months_of(cases)],
        "by_field": [
            Row(names[line.key], _cells(line, to, _target(targets, line.key), field=line.key))
            for line in lines_by(cases, KEYS["field"])
        ],
        "replies": _replies(whole),
        "rate": _part(whole, "told", "closed", to),
        "by_officer": [
            Row(str(officer), [row.cells[0] for row in _replies(line)]) for officer, line in by_officer(cases)
        ],
        "judgements": [one.label for one in Usefulness],
        "found": found,
        "fields": [names[key] for key in found.fields],
        "places": [Row(label, _by_field(line, found.fields, to)) for label, line in _lines_of(found) if line.cases],
        "has_towns": bool(towns),
    }
    return render(request, "consultations/figures.html", context)


def counted(request: HttpRequest) -> ConsultationQuerySet | None:
    """The cases behind one number of the figures, if the address asks for one. Raises `NotFound`."""
    figure = request.GET.get("figure")
    if figure is None:
        return None
    if figure not in LISTED:
        raise NotFound(_("There is no such figure."))
    form = BoundsForm(institutions_of(request), request.GET)
    by = {name: request.GET[f"by_{name}"] for name in KEYS if f"by_{name}" in request.GET}
    found = narrowed(cases_of(form.bounds, timezone.now()), figure=figure, by=by)
    seen = Consultation.objects.visible_to(account_of(request))
    return seen.filter(pk__in=[case.pk for case in found]).order_by("asked_at", "pk")


_NUMBERS = {
    "received": gettext_lazy("Cases received"),
    "open": gettext_lazy("Open here now"),
    "closed": gettext_lazy("Closed here"),
    "withdrawn": gettext_lazy("Taken back by who asked"),
    "shared": gettext_lazy("Held by others, too (handed off)"),
}


def _address(query: str, figure: str, **by: str) -> str:
    more = urlencode({"figure": figure, **{f"by_{name}": value for name, value in by.items()}})
    return f"{reverse('consultation-list')}?{query}&{more}"


def _number(line: Line, figure: str, to: Address, **by: str) -> Cell:
    number = line.number(figure)
    return Cell(f"{number:,}", to(figure, **by) if number else "")


def _part(line: Line, figure: str, of: str, to: Address, **by: str) -> Cell:
    number, whole = line.number(figure), line.number(of)
    share = line.share(figure, of)
    told = "—" if share is None else f"{percent(share)}% ({number:,}/{whole:,})"
    return Cell(told, to(figure, **by) if number else "", whole)


def _replies(line: Line) -> list[Row]:
    """What those who told said; nothing of so few that one could tell who."""
    told = line.replies or {}
    whole = sum(told.values())
    return [
        Row(one.label, [Cell(f"{percent(Fraction(number, whole))}% ({number:,}/{whole:,})")])
        for one, number in told.items()
    ]


def _in_time(line: Line, to: Address, **by: str) -> Cell:
    return _part(line, "in_time", "due", to, **by)


def _median(line: Line, step: str, to: Address, target: Target | None = None, **by: str) -> Cell:
    found, days = line.median(step), _days(target, step)
    is_late = days is not None and found.value is not None and found.value > days
    return Cell(written(found.value), to(STEPS[step][0], **by) if found.n else "", found.n, days, is_late)


def _days(target: Target | None, step: str) -> int | None:
    """What a step is held against: the answer and the end, both from the day on which it came."""
    if target is None:
        return None
    return {"wait": target.answer_days, "through": target.close_days}.get(step)


def _target(targets: Mapping[str, Target], field: str) -> Target | None:
    """The target of a field or, where it has none of its own, that of all fields."""
    return targets.get(field) or targets.get("")


def _targets(bounds: Bounds) -> Mapping[str, Target]:
    """The targets on the last day that is counted, or today where that is still to come."""
    today, last = timezone.localdate(), last_day(bounds.span.until)
    return targets_of(bounds.institution, FUNCTIONS[bounds.kind], min(today, last or today))


def _cells(line: Line, to: Address, target: Target | None = None, **by: str) -> list[Cell]:
    medians = [_median(line, step, to, target, **by) for step in _IN_LINES]
    return [_number(line, "received", to, **by), _in_time(line, to, **by), *medians]


def _by_field(line: Line, fields: Sequence[str], to: Address) -> list[Cell]:
    parted = {part.key: part for part in lines_by(line.cases, KEYS["field"])}
    cells = [
        _number(parted[key], "received", to, town=line.key, field=key) if key in parted else Cell("")
        for key in fields
    ]
    return [_number(line, "received", to, town=line.key), *cells]


def _lines_of(found: Places) -> Iterator[tuple[str, Line]]:
    yield from ((town.name, line) for town, line in found.towns)
    yield _("Municipality not told"), found.untold
    yield _("From other prefectures"), found.outside


def _field_names(cases: Sequence[Case]) -> dict[str, str]:
    codes = {case.field for case in cases}
    names = {field.code: str(field) for field in Field.objects.filter(code__in=codes)}
    return {**names, UNTOLD: _("Field not told")}


def written(value: float | None) -> str:
    """A median of whole days, which is exact with one decimal: 3, 3.5; a dash for none."""
    return "—" if value is None else f"{value:.1f}".removesuffix(".0")


def percent(share: Fraction) -> str:
    """A share in percent, with one decimal, halves upwards."""
    tenths = (share * 2000 + 1) // 2
    return f"{tenths // 10}.{tenths % 10}"


@dataclass(frozen=True, slots=True)
class Part:
    """A row of the file: by what, of which, and the figures."""

    by: str
    of: str
    line: Line
    target: Target | None = None


def _parts(
    cases: Sequence[Case], found: Places, names: Mapping[str, str], targets: Mapping[str, Target]
) -> Iterator[Part]:
    yield Part(_("all"), "", Line("", cases), targets.get(""))
    yield from (Part(_("month"), line.key, line) for line in months_of(cases))
    fields = lines_by(cases, KEYS["field"])
    yield from (Part(_("field"), names[line.key], line, _target(targets, line.key)) for line in fields)
    yield from (Part(_("municipality"), label, line) for label, line in _lines_of(found))
    yield from (Part(_("municipality"), town.name, Line(town.code, ())) for town in found.blank)


def _median_columns() -> Iterator[Column]:
    for step, label in _STEPS.items():
        yield Column(label, partial(lambda step, part: part.line.median(step).value, step))
        yield Column("n", partial(lambda step, part: part.line.median(step).n, step))


def _number_column(label: str | Promise, figure: str) -> Column:
    return Column(label, lambda part: part.line.number(figure))


_COLUMNS = (
    Column(gettext_lazy("counted by"), lambda part: part.by),
    Column(gettext_lazy("which"), lambda part: part.of),
    *(_number_column(label, figure) for figure, label in _NUMBERS.items()),
    _number_column(gettext_lazy("Answered in time"), "in_time"),
    _number_column(gettext_lazy("Answered, or the day has passed"), "due"),
    *_median_columns(),
    Column(gettext_lazy("target: days until the first answer"), lambda part: _days(part.target, "wait")),
    Column(gettext_lazy("target: days until it is closed"), lambda part: _days(part.target, "through")),
    _number_column(gettext_lazy("Told whether it helped"), "told"),
    *(Column(one.label, partial(lambda one, part: (part.line.replies or {}).get(one), one)) for one in Usefulness),
)


def _places_file(found: Places, names: Mapping[str, str]) -> tuple[list[Column], list[list[object]]]:
    """Every municipality with its number and that of each field; the blank ones with 0."""
    lines = [*_lines_of(found), *((town.name, Line(town.code, ())) for town in found.blank)]
    heads = [_("municipality"), _("all"), *(names[key] for key in found.fields)]
    columns = [Column(head, partial(lambda place, row: row[place], place)) for place, head in enumerate(heads)]
    rows: list[list[object]] = []
    for label, line in lines:
        parted = {part.key: len(part.cases) for part in lines_by(line.cases, KEYS["field"])}
        rows.append([label, len(line.cases), *(parted.get(key, 0) for key in found.fields)])
    return columns, rows
