"""Sheets of units (号機): each row is one machine of an instrument of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.exchange.errors import Faults, Rejected
from hashiwatashi.exchange.reading import dates
from hashiwatashi.exchange.reading.sheet import Column, Row
from hashiwatashi.exchange.tables.opening.base import Draft, Key, OpeningTable, in_order, number
from hashiwatashi.exchange.tables.opening.places import EQUIPMENT, EQUIPMENT_UID, OWNER, Place
from hashiwatashi.opening.actions import add_unit
from hashiwatashi.opening.models import Unit
from hashiwatashi.reservations.units import change_unit, outside_days


class Units(OpeningTable):
    """Instrument and number are the key; without a first day a new one is in use from today."""

    name = "units"
    title = gettext_lazy("Units of equipment")
    sample: ClassVar = {
        "owner": "架空県産業技術センター",
        "equipment": "X線CT装置（架空）",
        "number": "1",
        "room": "2号館 103",
        "since": "2026-04-01",
    }
    columns: ClassVar = (
        OWNER,
        EQUIPMENT,
        EQUIPMENT_UID,
        Column("number", ("号機番号", "号機"), required=True),
        Column("room", ("部屋", "設置場所")),
        Column("since", ("使用開始日",)),
        Column("until", ("使用の最終日",)),
    )

    def understood(self, row: Row, faults: Faults) -> tuple[int | None, Mapping[str, Any]]:
        found, values = None, dict[str, Any]()
        if row.has("room"):
            values["room"] = row.text("room")
        with faults:
            if since := dates.day("since", row.text("since")):
                values["since"] = since
        with faults:
            if last := dates.day("until", row.text("until")):
                values["until"] = last + timedelta(days=1)
        with faults:
            found = number(row, "number")
        return found, values

    def key_of(self, place: Place, part: Any) -> Key:
        if place.equipment is None:
            raise Rejected("equipment", "", _("Say which instrument it is."))
        return place.equipment.pk, part

    def stored(self, owners: Iterable[int]) -> Mapping[Key, Unit]:
        found = Unit.objects.filter(equipment__owner__in=owners).select_related("equipment")
        return {(one.equipment_id, one.number): one for one in found}

    def made(self, draft: Draft) -> Unit:
        return Unit(equipment=draft.place.equipment, number=draft.key[-1], since=timezone.localdate())

    def look(self, record: Unit, known: Unit | None) -> None:
        in_order(record)
        if known is not None and (left := outside_days(known, since=record.since, until=record.until)):
            told = _("Reservations lie outside: %(numbers)s. Put them elsewhere or cancel them first.")
            raise Rejected("until", "", told % {"numbers": "、".join(one.number for one in left[:5])})

    def add(self, record: Unit, by: Actor) -> None:
        values = {name: getattr(record, name) for name in ("number", "room", "since", "until")}
        add_unit(record.equipment, by=by, **values)

    def change(self, record: Unit, values: Mapping[str, Any], by: Actor) -> None:
        change_unit(record, by=by, **values)
