"""Sheets of special days (臨時休館・特別開館): each row is one day of an institution or an instrument."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy

from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.exchange.errors import Faults
from hashiwatashi.exchange.reading import dates
from hashiwatashi.exchange.reading.sheet import Column, Row
from hashiwatashi.exchange.tables.opening import words
from hashiwatashi.exchange.tables.opening.base import Draft, Key, OpeningTable, hours
from hashiwatashi.exchange.tables.opening.places import EQUIPMENT, EQUIPMENT_UID, OWNER
from hashiwatashi.opening.models import SpecialDay
from hashiwatashi.reservations.closing import change_special_day, set_special_day


class SpecialDays(OpeningTable):
    """Institution, instrument (empty: the whole institution) and day are the key."""

    name = "special_days"
    title = gettext_lazy("Special days")
    sample: ClassVar = {
        "owner": "架空県産業技術センター",
        "day": "2026-08-06",
        "hours": "休",
        "is_yearly": "いいえ",
        "reason": "受電設備の点検（架空）",
    }
    columns: ClassVar = (
        OWNER,
        EQUIPMENT,
        EQUIPMENT_UID,
        Column("day", ("日付", "休館日", "年月日"), required=True),
        Column("hours", ("開館時間",)),
        Column("is_yearly", ("毎年",)),
        Column("reason", ("理由",), required=True),
    )

    def understood(self, row: Row, faults: Faults) -> tuple[date | None, Mapping[str, Any]]:
        day, values = None, dict[str, Any]()
        with faults:
            day = dates.day("day", row.needed("day"))
        with faults:
            values["hours"] = hours(row, "hours")
        with faults:
            values["is_yearly"] = words.is_yes(row, "is_yearly")
        with faults:
            values["reason"] = row.needed("reason")
        return day, values

    def stored(self, owners: Iterable[int]) -> Mapping[Key, SpecialDay]:
        found = SpecialDay.objects.standing().filter(owner__in=owners).for_lists()
        return {(one.owner_id, one.equipment_id, one.day): one for one in found}

    def made(self, draft: Draft) -> SpecialDay:
        return SpecialDay(owner=draft.place.owner, equipment=draft.place.equipment, day=draft.key[-1])

    def add(self, record: SpecialDay, by: Actor) -> None:
        set_special_day(record, by=by)

    def change(self, record: SpecialDay, values: Mapping[str, Any], by: Actor) -> None:
        change_special_day(record, by=by, **values)
