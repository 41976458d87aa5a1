"""Sheets of rules of use (利用規則): each row is what holds for an institution or an instrument from one day on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.exchange.errors import Faults, Rejected
from hashiwatashi.exchange.reading import dates
from hashiwatashi.exchange.reading.sheet import Column, Row
from hashiwatashi.exchange.tables.opening import words
from hashiwatashi.exchange.tables.opening.base import Draft, Key, OpeningTable, hours, in_order, number
from hashiwatashi.exchange.tables.opening.places import EQUIPMENT, EQUIPMENT_UID, OWNER
from hashiwatashi.opening.models import UseRules, weekdays_closed
from hashiwatashi.opening.week import WEEKDAYS, hours_in
from hashiwatashi.reservations.closing import change_rules, set_rules

_DAYS = dict(zip(WEEKDAYS, "月火水木金土日", strict=True))
NUMBERS = {
    "earliest_months": ("予約開始（か月前）",),
    "latest_days": ("予約締切（日前）",),
    "step_minutes": ("予約単位（分）",),
    "longest_minutes": ("最長利用（分）",),
    "preparation_minutes": ("準備（分）",),
    "cleaning_minutes": ("片付け（分）",),
    "loan_days": ("貸出（日以内）",),
    "hold_hours": ("仮予約の保持（時間）",),
    "offer_hours": ("繰上げ案内の保持（時間）",),
    "late_minutes": ("連絡なしの不使用とする遅れ（分）", "不着とする遅れ（分）"),
    "absences_most": ("連絡なしの不使用の上限（年間回数）", "不着の上限（年間回数）"),
    "absence_bars_days": ("連絡なしの不使用後の停止（日）", "不着後の停止（日）"),
    "licence_level": ("必要なライセンスのレベル",),
    "licence_months": ("ライセンスの有効期間（月）",),
}
TICKS = {
    "one_at_a_time": ("同時に1台まで",),
    "with_instructor": ("指導員の立会いで可",),
    "absent_by_clock": ("遅れを自動で連絡なしの不使用にする", "遅れを自動で不着にする"),
    "takes_tests": ("依頼試験も可",),
    "in_person": ("申請は窓口のみ",),
}


class Rules(OpeningTable):
    """Institution, instrument (empty: the whole institution) and first day are the key. What a sheet has no column
    for, or leaves empty, stays as it is, in new rules as usual."""

    name = "use_rules"
    title = gettext_lazy("Rules of use")
    sample: ClassVar = {
        "owner": "架空県産業技術センター",
        "since": "2026-04-01",
        **dict.fromkeys(WEEKDAYS[:5], "9:00-12:00, 13:00-17:00"),
        "saturday": "休",
        "sunday": "休",
        "holidays": "休館",
        "users": "企業、大学・研究機関、公的機関、個人",
        "earliest_months": "3",
        "latest_days": "0",
        "same_day_until": "15:00",
        "step_minutes": "30",
        "longest_minutes": "480",
        "route": "研究員→所長",
        "note": "作業服でお越しください（架空）",
    }
    columns: ClassVar = (
        OWNER,
        EQUIPMENT,
        EQUIPMENT_UID,
        Column("since", ("適用開始日", "適用開始"), required=True),
        Column("until", ("適用の最終日", "適用終了")),
        *(Column(day, (f"{sign}曜", f"{sign}曜日", sign), required=day == "monday") for day, sign in _DAYS.items()),
        Column("holidays", ("祝日", "祝日・年末年始")),
        Column("users", ("利用できる人", "利用者の区分")),
        Column("earliest_months", NUMBERS["earliest_months"]),
        Column("latest_days", NUMBERS["latest_days"]),
        Column("same_day_until", ("当日予約の締切（時刻）",)),
        *(Column(name, names) for name, names in list(NUMBERS.items())[2:]),
        *(Column(name, names) for name, names in TICKS.items()),
        Column("route", ("承認経路",)),
        Column("note", ("利用者への注意",)),
    )

    def understood(self, row: Row, faults: Faults) -> tuple[date | None, Mapping[str, Any]]:
        since = None
        values: dict[str, Any] = {"week": _week(row, faults)}
        with faults:
            since = dates.day("since", row.needed("since"))
        for name, read in _READ.items():
            if row.text(name):
                with faults:
                    values[name] = read(row, name)
        return since, values

    def stored(self, owners: Iterable[int]) -> Mapping[Key, UseRules]:
        found = UseRules.objects.filter(owner__in=owners).for_lists()
        return {(one.owner_id, one.equipment_id, one.since): one for one in found}

    def made(self, draft: Draft) -> UseRules:
        return UseRules(owner=draft.place.owner, equipment=draft.place.equipment, since=draft.key[-1])

    def look(self, record: UseRules, known: UseRules | None) -> None:
        in_order(record)
        if record.longest_minutes <= record.preparation_minutes + record.cleaning_minutes:
            told = _("Preparation and cleaning leave no time to use it.")
            raise Rejected("longest_minutes", str(record.longest_minutes), told)

    def add(self, record: UseRules, by: Actor) -> None:
        set_rules(record, by=by)

    def change(self, record: UseRules, values: Mapping[str, Any], by: Actor) -> None:
        change_rules(record, by=by, **values)


def _week(row: Row, faults: Faults) -> list[list[list[int]]]:
    week = weekdays_closed()
    for place, day in enumerate(WEEKDAYS):
        with faults:
            week[place] = hours(row, day)
    return week


def _day_after(row: Row, field: str) -> date:
    """The day after the last one, which is what is stored."""
    last = dates.day(field, row.text(field))
    assert last is not None  # the cell is not empty
    return last + timedelta(days=1)


def _users(row: Row, field: str) -> list[str]:
    names = row.text(field).replace(",", words.BETWEEN).split(words.BETWEEN)
    return [str(words.choice(words.USERS, field, name.strip())) for name in names if name.strip()]


def _route(row: Row, field: str) -> list[list[Any]]:
    return [_step(part.strip()) for part in row.text(field).split(words.STEP) if part.strip()]


def _minute(row: Row, field: str) -> int:
    """A time of the day, read as the end of a range from midnight."""
    text = row.text(field)
    try:
        return hours_in(f"0:00-{text}")[0][1]
    except InvalidInput as error:
        raise Rejected("same_day_until", text, _("This is no time of the day. Write 15:00.")) from error


def _step(text: str) -> list[Any]:
    """A role, and （全員） behind it where all who have it must agree."""
    role = text.replace("（", "(").split("(")[0].strip()
    return [str(words.choice(words.ROLES, "route", role)), words.ALL_AGREE in text]


#: How a cell that is not empty is read, by its field.
_READ: Mapping[str, Callable[[Row, str], Any]] = {
    "until": _day_after,
    **dict.fromkeys(NUMBERS, number),
    **dict.fromkeys(TICKS, words.is_yes),
    "holidays": lambda row, field: words.choice(words.HOLIDAYS, field, row.text(field)),
    "users": _users,
    "same_day_until": _minute,
    "route": _route,
    "note": lambda row, field: row.text(field),
}
