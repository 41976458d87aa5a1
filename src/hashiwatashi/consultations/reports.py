"""The figures of an institution (M02, R-08): counted from the cases, their holders and their moments.

A case counts for every institution that has held it, from the moment on which it first came there. What one
institution did is reckoned from its own moments; number and clock of a case that was handed off stay one (INV-08).
Days are working days: 0 where both moments lie on one day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from fractions import Fraction
from statistics import median
from typing import NamedTuple

from django.db.models import Min, Q
from django.utils import timezone

from hashiwatashi.areas.models import Municipality
from hashiwatashi.common.calendar import Span, working_days_after
from hashiwatashi.consultations.enums import OPEN_STAGES, ConsultationKind, ConsultationStage, Usefulness
from hashiwatashi.consultations.models import Consultation, HolderPeriod
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account

#: Of fewer replies nothing is told: each of them could be a person's.
LEAST_REPLIES = 5
#: In place of a code: cases of which it is not told, and those from outside of the prefecture.
UNTOLD, OUTSIDE = "none", "outside"


@dataclass(frozen=True, slots=True)
class Case:
    """What is counted of one case at one institution; days are those of Japan.

    ``came`` is when it first came there, ``taken`` when somebody there was first in charge, ``answered`` the first
    answer if it was given there, ``closed`` the end if it was held there then. ``ours`` and ``others`` are the
    working days that the institution and the others held it; ``is_shared`` says whether any other did.
    """

    pk: int
    field: str
    town: str
    officer: int | None
    came: date
    taken: date | None
    answered: date | None
    closed: date | None
    promised: date
    is_due: bool
    is_open_here: bool
    is_withdrawn: bool
    is_shared: bool
    ours: int
    others: int
    usefulness: str

    @property
    def month(self) -> str:
        """2026-05, of the day on which it came."""
        return f"{self.came:%Y-%m}"

    @property
    def is_in_time(self) -> bool:
        return self.answered is not None and self.answered <= self.promised


@dataclass(frozen=True, slots=True)
class Bounds:
    """Which cases are counted: of one institution and one kind (the kinds are never mixed), by the day they came."""

    institution: Organisation
    kind: ConsultationKind
    span: Span


Test = Callable[[Case], bool]


def _judged(usefulness: str) -> Test:
    return lambda case: case.closed is not None and case.usefulness == usefulness


#: Every number that is told, by the name that its list of cases has.
FIGURES: Mapping[str, Test] = {
    "received": lambda case: True,
    "due": lambda case: case.is_due,
    "in_time": lambda case: case.is_in_time,
    "late": lambda case: case.is_due and not case.is_in_time,
    "open": lambda case: case.is_open_here,
    "withdrawn": lambda case: case.is_withdrawn,
    "shared": lambda case: case.is_shared,
    "taken": lambda case: case.taken is not None,
    "answered": lambda case: case.answered is not None,
    "answered_taken": lambda case: case.answered is not None and case.taken is not None,
    "closed": lambda case: case.closed is not None,
    "closed_answered": lambda case: case.closed is not None and case.answered is not None,
    "told": lambda case: case.closed is not None and bool(case.usefulness),
    **{value: _judged(value) for value in Usefulness},
}


def _between(since: date | None, until: date | None) -> int:
    assert since is not None  # the figure of the step has chosen the cases that have both
    assert until is not None
    return working_days_after(since, until)


#: The steps whose median is told: the figure that they are taken of, and how many working days one case took.
STEPS: Mapping[str, tuple[str, Callable[[Case], int]]] = {
    "take": ("taken", lambda case: _between(case.came, case.taken)),
    "answer": ("answered_taken", lambda case: _between(case.taken, case.answered)),
    "wait": ("answered", lambda case: _between(case.came, case.answered)),
    "close": ("closed_answered", lambda case: _between(case.answered, case.closed)),
    "through": ("closed", lambda case: _between(case.came, case.closed)),
    "ours": ("shared", lambda case: case.ours),
    "others": ("shared", lambda case: case.others),
}


@dataclass(frozen=True, slots=True)
class Median:
    """The exact median of working days over ``n`` cases; None where there are none."""

    value: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of some cases; ``key`` is the month, field or municipality that they share."""

    key: str
    cases: Sequence[Case] = field(repr=False)

    def number(self, figure: str) -> int:
        return sum(map(FIGURES[figure], self.cases))

    def share(self, figure: str, of: str) -> Fraction | None:
        """The part of ``of`` that ``figure`` is; None of nothing."""
        whole = self.number(of)
        return Fraction(self.number(figure), whole) if whole else None

    @property
    def replies(self) -> dict[Usefulness, int] | None:
        """How many told which; None below `LEAST_REPLIES`."""
        counts = {one: self.number(one) for one in Usefulness}
        return counts if sum(counts.values()) >= LEAST_REPLIES else None

    def median(self, step: str) -> Median:
        figure, days = STEPS[step]
        taken = [days(case) for case in self.cases if FIGURES[figure](case)]
        return Median(median(taken) if taken else None, len(taken))


def cases_of(bounds: Bounds, now: datetime) -> list[Case]:
    """The cases within the bounds, in the order in which they came; two queries, however many cases.

    No record is loaded, only the columns that are counted: a busy institution has thousands of cases in a year.
    """
    came = Min("periods__since", filter=Q(periods__organisation=bounds.institution))
    found = (
        Consultation.objects.filter(kind=bounds.kind).annotate(came=came).filter(came__gte=_start(bounds.span.since))
    )
    if bounds.span.until is not None:
        found = found.filter(came__lt=_start(bounds.span.until))
    held: dict[int, list[_Held]] = {}
    periods = HolderPeriod.objects.filter(consultation__in=found.values("pk")).order_by("since", "pk")
    for pk, *period in periods.values_list("consultation", *_Held._fields):
        held.setdefault(pk, []).append(_Held(*period))
    stored = map(_Stored._make, found.order_by("came", "pk").values_list(*_COLUMNS))
    return [_case(one, held[one.pk], bounds.institution, now) for one in stored]


class _Held(NamedTuple):
    """A period of a holder, as it is counted."""

    organisation: int
    since: datetime
    until: datetime | None
    taken_at: datetime | None


class _Stored(NamedTuple):
    """The columns of a consultation that are counted."""

    pk: int
    stage: str
    due_on: date
    promised_on: date | None
    first_answered_at: datetime | None
    closed_at: datetime | None
    usefulness: str
    officer: int | None
    prefecture: str
    field: str | None
    town: str | None
    city: str | None


_COLUMNS = (*_Stored._fields[:-3], "field__code", "municipality__code", "municipality__parent")


def lines_by(cases: Iterable[Case], key: Callable[[Case], str]) -> list[Line]:
    """The cases parted by what they share, in the order of the keys."""
    parted: dict[str, list[Case]] = {}
    for case in cases:
        parted.setdefault(key(case), []).append(case)
    return [Line(name, parted[name]) for name in sorted(parted)]


def months_of(cases: Iterable[Case]) -> list[Line]:
    """The cases by month from the first to the last, those in which none came included."""
    found = {line.key: line for line in lines_by(cases, KEYS["month"])}
    if not found:
        return []
    first, last = (12 * int(key[:4]) + int(key[5:]) - 1 for key in (min(found), max(found)))
    names = (f"{month // 12}-{month % 12 + 1:02}" for month in range(first, last + 1))
    return [found.get(name) or Line(name, ()) for name in names]


#: The numbers behind which the cases are listed. Who replied what is nobody's to see: a case names who was in charge.
LISTED = frozenset(FIGURES) - frozenset(Usefulness.values)


def narrowed(cases: Iterable[Case], *, figure: str, by: Mapping[str, str]) -> list[Case]:
    """The cases behind one number: of a figure and, in ``by``, a month, a field or a town.

    Raises `KeyError` for a figure that there is not.
    """
    holds = FIGURES[figure]
    return [case for case in cases if holds(case) and all(KEYS[name](case) == value for name, value in by.items())]


#: By what the cases are parted.
KEYS: Mapping[str, Callable[[Case], str]] = {
    "month": lambda case: case.month,
    "field": lambda case: case.field,
    "town": lambda case: case.town,
}


@dataclass(frozen=True, slots=True)
class Places:
    """Cases by municipality of a prefecture (a ward counts for its city) and by field.

    ``blank`` are the municipalities from which nothing came (相談空白の市町村).
    """

    fields: Sequence[str]
    towns: Sequence[tuple[Municipality, Line]]
    untold: Line
    outside: Line
    blank: Sequence[Municipality]


def places(cases: Sequence[Case], towns: Sequence[Municipality]) -> Places:
    """What came from where; ``towns`` are the municipalities of the prefecture, see `towns_of`."""
    by_town = {line.key: line for line in lines_by(cases, lambda case: case.town)}
    return Places(
        fields=[line.key for line in lines_by(cases, lambda case: case.field)],
        towns=[(town, by_town[town.code]) for town in towns if town.code in by_town],
        untold=by_town.get(UNTOLD, Line(UNTOLD, ())),
        outside=by_town.get(OUTSIDE, Line(OUTSIDE, ())),
        blank=[town for town in towns if town.code not in by_town],
    )


def towns_of(institution: Organisation) -> list[Municipality]:
    """The municipalities of an institution's prefecture, without the wards of its cities."""
    return list(Municipality.objects.filter(prefecture=institution.prefecture_id, parent=None).order_by("code"))


def by_officer(cases: Iterable[Case]) -> list[tuple[Account, Line]]:
    """The replies by who is in charge; whoever has fewer than `LEAST_REPLIES` is left out. One query."""
    told_of = [case for case in cases if case.officer and FIGURES["told"](case)]
    parted = lines_by(told_of, lambda case: str(case.officer))
    told = {line.cases[0].officer: line for line in parted if len(line.cases) >= LEAST_REPLIES}
    return [(officer, told[officer.pk]) for officer in Account.objects.filter(pk__in=told).order_by("uid")]


def _case(record: _Stored, periods: Sequence[_Held], institution: Organisation, now: datetime) -> Case:
    own = [period for period in periods if period.organisation == institution.pk]
    answered = record.first_answered_at
    is_answered_here = answered is not None and _held_at(periods, answered) == institution.pk
    promised = record.promised_on or record.due_on
    is_ours = periods[-1].organisation == institution.pk
    is_open = is_ours and record.stage in OPEN_STAGES
    is_overdue = is_open and answered is None and _day(now) > promised
    ours = sum(_lasted(period, now) for period in own)
    is_shared = len(own) < len(periods)
    return Case(
        pk=record.pk,
        field=record.field or UNTOLD,
        town=_town(record, institution),
        officer=record.officer if is_ours else None,
        came=_day(own[0].since),
        taken=next((_day(period.taken_at) for period in own if period.taken_at), None),
        answered=_day(answered) if answered and is_answered_here else None,
        closed=_day(record.closed_at) if record.closed_at and is_ours and record.stage == _DONE else None,
        promised=promised,
        is_due=is_answered_here or is_overdue,
        is_open_here=is_open,
        is_withdrawn=is_ours and record.stage == ConsultationStage.WITHDRAWN,
        is_shared=is_shared,
        ours=ours,
        others=sum(_lasted(period, now) for period in periods) - ours if is_shared else 0,
        usefulness=record.usefulness,
    )


_DONE = ConsultationStage.DONE


def _held_at(periods: Sequence[_Held], at: datetime) -> int:
    """The last that had begun by a moment: of two that meet in it the later."""
    return [period for period in periods if period.since <= at][-1].organisation


def _lasted(period: _Held, now: datetime) -> int:
    return working_days_after(_day(period.since), _day(period.until or now))


def _town(record: _Stored, institution: Organisation) -> str:
    if record.prefecture != institution.prefecture_id:
        return OUTSIDE
    return record.city or record.town or UNTOLD


def _day(moment: datetime) -> date:
    """The day in Japan; as `timezone.localdate`, which looks the zone up each time."""
    return moment.astimezone(_JAPAN).date()


_JAPAN = timezone.get_default_timezone()


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
