"""Rules, units and special days of an institution as one workbook: what stands, to fill in and to import again.

Of what is not there yet the workbook begins a row: rules as most have them, one unit for each instrument.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.common.calendar import fiscal_year, fiscal_year_days, last_day
from hashiwatashi.common.spreadsheets import XLSX, Book, Look
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.exchange.registry import TABLES
from hashiwatashi.exchange.tables.opening import words
from hashiwatashi.exchange.tables.opening.rules import NUMBERS, TICKS
from hashiwatashi.opening.models import SpecialDay, Unit, UseRules
from hashiwatashi.opening.week import WEEKDAYS, clock, written
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.web.exports import file_name
from hashiwatashi.web.imports.tables import heading
from hashiwatashi.web.permissions import on_record

# The hours that a new sheet begins with.
_USUAL = [[[540, 720], [780, 1020]]] * 5 + [[], []]
_LOOK = Look(widths=(26, 26, 16), keeps_text=True)
Values = Mapping[str, object]


@on_record(Organisation, "keep_opening")
def sheet(request: HttpRequest, record: Organisation) -> HttpResponse:
    """The workbook of an institution."""
    equipment = Equipment.objects.visible_to(request.user).filter(owner=record).order_by("name", "pk")
    answer = HttpResponse(workbook(record, list(equipment)).content(), content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name("opening", "xlsx")}"'
    return answer


def workbook(owner: Organisation, equipment: list[Equipment]) -> Book:
    """One sheet for each table, an invented row for each on sheets of their own, and what the columns mean."""
    today = timezone.localdate()
    rows: dict[str, Iterable[Values]] = {
        "use_rules": _rules(owner, today),
        "units": _units(owner, equipment, today),
        "special_days": _days(owner, today),
    }
    with Book() as book:
        for name, values in rows.items():
            _fill(book, name, str(TABLES[name].title), values)
        for name in rows:
            told = _("Example (fictional)")
            _fill(book, name, f"{told} {TABLES[name].title}", [TABLES[name].sample])
        notes = book.sheet(_("Notes"), [_("sheet"), _("column"), _("what to write")], Look(widths=(20, 26, 70)))
        for name in rows:
            for column in TABLES[name].columns:
                notes.append([str(TABLES[name].title), heading(column), _note(column.field)])
    return book


def _fill(book: Book, name: str, title: str, rows: Iterable[Values]) -> None:
    columns = TABLES[name].columns
    page = book.sheet(title, [heading(column) for column in columns], _LOOK)
    for values in rows:
        page.append(values.get(column.field, "") for column in columns)


def _rules(owner: Organisation, today: date) -> Iterator[Values]:
    standing = UseRules.objects.filter(owner=owner).exclude(until__lte=today).for_lists()
    found = list(standing.order_by("equipment__name", "equipment", "since"))
    if not any(one.equipment_id is None for one in found):
        yield _of_rules(UseRules(owner=owner, since=today, week=_USUAL))
    for one in found:
        yield _of_rules(one)


def _of_rules(rules: UseRules) -> Values:
    minute = rules.same_day_until
    return {
        **_place(rules.owner, rules.equipment),
        "since": rules.since,
        "until": last_day(rules.until),
        **{day: written(hours) or "休" for day, hours in zip(WEEKDAYS, rules.week, strict=True)},
        "holidays": words.HOLIDAYS[rules.holidays],  # type: ignore[index]
        "users": words.BETWEEN.join(words.USERS[kind] for kind in rules.users),
        "same_day_until": "" if minute is None else clock(minute),
        **{name: getattr(rules, name) for name in NUMBERS},
        **{name: words.yes_or_no(getattr(rules, name)) for name in TICKS},
        "route": words.STEP.join(
            f"{words.ROLES[role]}（{words.ALL_AGREE}）" if needs_all else words.ROLES[role]
            for role, needs_all in rules.route
        ),
        "note": rules.note,
    }


def _units(owner: Organisation, equipment: list[Equipment], today: date) -> Iterator[Values]:
    units: dict[int, list[Unit]] = {}
    for unit in Unit.objects.filter(equipment__owner=owner).order_by("number"):
        units.setdefault(unit.equipment_id, []).append(unit)
    for one in equipment:
        for unit in units.get(one.pk) or [Unit(number=1, room=one.place[:100], since=today)]:
            yield {
                **_place(owner, one),
                "number": unit.number,
                "room": unit.room,
                "since": unit.since,
                "until": last_day(unit.until),
            }


def _days(owner: Organisation, today: date) -> Iterator[Values]:
    since = fiscal_year_days(fiscal_year(today)).since
    found = SpecialDay.objects.standing().filter(owner=owner).for_lists().order_by("day", "pk")
    for one in found:
        if one.is_yearly or one.day >= since:
            yield {
                **_place(owner, one.equipment),
                "day": one.day,
                "hours": written(one.hours) or "休",
                "is_yearly": words.yes_or_no(one.is_yearly),
                "reason": one.reason,
            }


def _place(owner: Organisation, equipment: Equipment | None) -> Values:
    return {
        "owner": owner.name,
        "equipment": equipment.name if equipment else "",
        "equipment_uid": equipment.uid if equipment else "",
    }


def _note(field: str) -> str:
    """What is written into a column, in words."""
    if field in WEEKDAYS:
        return _("Hours such as 9:00-12:00, 13:00-17:00; 休 or empty: closed.")
    if field in TICKS:
        return _("%(yes)s or %(no)s.") % {"yes": words.YES, "no": words.NO}
    if field in NUMBERS:
        return _("A whole number. Empty: as it is, in new rules as usual.")
    found = _NOTES.get(field)
    return found() if found else ""


_NOTES: Mapping[str, Callable[[], Any]] = {
    "owner": lambda: _("The name of your institution, as its page shows it."),
    "equipment": lambda: _("The name of the instrument. Empty, except for units: the whole institution."),
    "equipment_uid": lambda: _("Needed only where several instruments have one name. Leave it as it is."),
    "since": lambda: _("The first day, such as 2026-04-01 or 令和8年4月1日."),
    "until": lambda: _("The last day. Usually empty."),
    "holidays": lambda: _("One of: %(names)s") % {"names": words.BETWEEN.join(words.HOLIDAYS.values())},
    "users": lambda: _("Some of: %(names)s") % {"names": words.BETWEEN.join(words.USERS.values())},
    "same_day_until": lambda: _("A time such as 15:00; only with 0 days before."),
    "route": lambda: (
        _("Who agrees one after the other, with %(arrow)s between: %(names)s. （%(all)s） behind it: all of them.")
        % {"arrow": words.STEP, "names": words.BETWEEN.join(words.ROLES.values()), "all": words.ALL_AGREE}
    ),
    "number": lambda: _("1 for the first machine of its kind, 2 for the second …"),
    "room": lambda: _("Units of one room can be closed together."),
    "day": lambda: _("The day, one a row."),
    "hours": lambda: _("Hours such as 9:00-12:00, 13:00-17:00; 休 or empty: closed."),
    "is_yearly": lambda: _("%(yes)s: every year on the same day.") % {"yes": words.YES},
    "reason": lambda: _("Users read it."),
}
