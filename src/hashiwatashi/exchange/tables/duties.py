"""Role declarations (役割宣言): sheets that say who answers for what, where and within how many days."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hashiwatashi.areas.gazetteer import NO_PLACE, Gazetteer
from hashiwatashi.areas.models import Municipality, Prefecture
from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.folding import fold
from hashiwatashi.duties.actions import change_duty, placing_of
from hashiwatashi.duties.enums import DutyStage, Function
from hashiwatashi.duties.models import Duty, Field
from hashiwatashi.exchange.bodies.directory import Body, Directory
from hashiwatashi.exchange.bodies.kinds import kind_of_body
from hashiwatashi.exchange.errors import Rejected
from hashiwatashi.exchange.planning import (
    Change,
    Plan,
    Verdict,
    Wanted,
    chunks,
    one_for_each_key,
    owners_of,
    settle,
)
from hashiwatashi.exchange.reading import amounts, cells
from hashiwatashi.exchange.reading.sheet import Column, Row
from hashiwatashi.exchange.tables.base import Scope, Table, understand
from hashiwatashi.exchange.tables.identifiers import digest
from hashiwatashi.exchange.tables.terms import term

_BETWEEN = re.compile(r"[、，,;；\n／/]+")
_FUNCTIONS = {
    "技術相談": Function.CONSULTATION,
    "相談": Function.CONSULTATION,
    "機器利用": Function.EQUIPMENT,
    "設備利用": Function.EQUIPMENT,
    "依頼試験": Function.TESTING,
    "共同研究": Function.JOINT_RESEARCH,
    "知財": Function.INTELLECTUAL_PROPERTY,
    "知的財産": Function.INTELLECTUAL_PROPERTY,
    "補助金": Function.FUNDING,
    "補助金・助成金": Function.FUNDING,
    "産学連携": Function.LIAISON,
    "創業": Function.START_UP,
    "企業訪問": Function.VISITS,
    "生活・環境・防災": Function.LIFE,
}


@dataclass(frozen=True, slots=True)
class _Draft:
    """A row understood; ``placed`` is what it holds for, as `duties.actions.place_duty` takes it."""

    row: Row
    body: Body
    uid: str
    key: str
    values: dict[str, Any]
    placed: Mapping[str, tuple[Any, ...]]


class Duties(Table):
    """Each row is one declaration; organisation, function, responsible person and first day together are the key.

    A new one is a draft: only the organisation's own people publish what it answers for (INV-16).
    """

    name = "duties"
    title = gettext_lazy("Role declarations")
    is_owned = True
    sample: ClassVar = {
        "owner": "架空県産業技術センター",
        "function": "技術相談",
        "fields": "",
        "places": "宮城県、岩手県一関市",
        "responsible": "架空 花子",
        "phone": "000-0000-0001",
        "hours": "平日 9:00〜17:00",
        "target_days": "3",
        "since": "2026-04-01",
    }
    columns: ClassVar = (
        Column("uid", ("識別子",)),
        Column("owner", ("機関名", "所属機関", "機関", "組織名"), required=True),
        Column("function", ("担当業務", "業務", "役割", "機能"), required=True),
        Column("fields", ("分野", "技術分野", "対象分野")),
        Column("places", ("担当地域", "地域", "担当市町村", "担当エリア"), required=True),
        Column("responsible", ("担当者", "責任者", "担当", "窓口"), required=True),
        Column("phone", ("電話番号", "電話", "連絡先電話")),
        Column("mail", ("メールアドレス", "メール", "e-mail")),
        Column("hours", ("受付時間", "開設時間", "対応時間")),
        Column("target_days", ("目標日数", "回答目標日数", "回答日数"), required=True),
        Column("since", ("開始日", "適用開始", "開始")),
        Column("until", ("終了日", "適用終了", "終了")),
    )

    def plan(self, rows: Sequence[Row], scope: Scope) -> Plan:
        plan, places, fields = Plan(), Gazetteer(_place_names(rows)), _fields()
        drafts = understand(rows, lambda row: _draft(row, places, fields), plan)
        directory = Directory(draft.body for draft in drafts)
        by_line = {draft.row.line: draft for draft in drafts}
        first: dict[str, _Draft] = {}

        def owned(row: Row) -> Wanted:
            draft = by_line[row.line]
            if first.setdefault(draft.key, draft).placed != draft.placed:
                told = _("Another line names this declaration with other places or fields. Write them in one line.")
                raise Rejected("places", row.text("places")[:100], told)
            owner = directory.organisation(draft.body, may_add=scope.owners is None)
            scope.check(owner, "owner", draft.body.name)
            return Wanted(row, draft.key, {**draft.values, "owner": owner})

        single = one_for_each_key(understand([draft.row for draft in drafts], owned, plan), plan)
        stored, today = _stored(single, by_line), timezone.localdate()
        settle(single, stored, plan, lambda item: Duty(since=today))
        plan.extras += directory.extras(owners_of(plan))
        _place(plan, by_line)
        return plan


def _place(plan: Plan, by_line: Mapping[int, _Draft]) -> None:
    """Plan the places and fields of each row taken; a row that changes those alone is an update, too."""
    placed: list[tuple[Duty, Mapping[str, Any]]] = []
    for number, change in enumerate(plan.changes):
        duty = change.record
        if not isinstance(duty, Duty):
            continue
        wanted = by_line[change.row.line].placed
        placed.append((duty, wanted))
        if change.verdict is Verdict.UNCHANGED and placing_of(duty) != _codes(wanted):
            plan.changes[number] = Change(change.row, Verdict.UPDATED, None)

    def store(by: Actor) -> None:
        for duty, wanted in placed:
            change_duty(duty, by=by, **wanted)

    plan.afterwards.append(store)


def _stored(wanted: Sequence[Wanted], by_line: Mapping[int, _Draft]) -> dict[str, Duty]:
    """The declarations on record that rows stand for, however they came: by the identifier that an export gives them,
    else by organisation, function, person and first day. Without a first day the newest that is not withdrawn."""
    owners = {item.values["owner"].pk for item in wanted if item.values["owner"].pk}
    named: dict[str, Duty] = {}
    for some in chunks(owners):
        for duty in Duty.objects.filter(owner__in=some).for_lists().order_by("pk"):
            who = (str(duty.owner_id), duty.function, fold(duty.responsible))
            named["/".join((*who, duty.since.isoformat()))] = named[str(duty.uid)] = duty
            if duty.stage != DutyStage.WITHDRAWN:
                named["/".join(who)] = duty
    found = {item.key: named.get(_identity(item, by_line[item.row.line])) for item in wanted}
    return {key: duty for key, duty in found.items() if duty is not None}


def _identity(item: Wanted, draft: _Draft) -> str:
    if draft.uid:
        return draft.uid
    who = (str(item.values["owner"].pk), item.values["function"].value, fold(item.values["responsible"]))
    since = item.values.get("since")
    return "/".join((*who, since.isoformat()) if since else who)


def _draft(row: Row, places: Gazetteer, fields: Mapping[str, Field]) -> _Draft:
    owner, function = cells.name(row.needed("owner")), _function(row)
    responsible = cells.name(row.needed("responsible"))
    values: dict[str, Any] = {"function": function, "responsible": responsible}
    values |= {name: row.text(name) for name in ("phone", "hours") if row.has(name)}
    if row.has("mail"):
        values["mail"] = _valid(row, "mail", row.text("mail"))
    if not values.get("phone") and not values.get("mail"):
        raise Rejected("phone", "", _("Write a telephone number or a mail address."))
    days = row.needed("target_days").removesuffix("営業日").removesuffix("日")
    values["target_days"] = _valid(row, "target_days", amounts.whole("target_days", days))
    values |= term(row)
    placed = {**_placed(row, places), "fields": _named_fields(row, fields)}
    uid = row.text("uid") if row.has("uid") else ""
    key = uid or digest(owner, function, responsible, str(values.get("since", "")))
    return _Draft(row, Body(owner, kind_of_body(owner)), uid, key, values, placed)


def _valid(row: Row, field: str, value: Any) -> Any:
    """A value that the field's own checks let through. Raises `Rejected`."""
    try:
        Duty._meta.get_field(field).run_validators(value)  # type: ignore[union-attr]
    except ValidationError as error:
        raise Rejected(field, row.text(field), " ".join(error.messages)) from error
    return value


def _function(row: Row) -> Function:
    text = row.needed("function")
    labels = {str(one.label): one for one in Function} | {one.value: one for one in Function}
    found = _FUNCTIONS.get(text) or labels.get(text)
    if found is None:
        told = _("This is nothing that one answers for. Write one of: %(names)s") % {"names": "、".join(_FUNCTIONS)}
        raise Rejected("function", text, told)
    return found


def _place_names(rows: Iterable[Row]) -> set[str]:
    return {name for row in rows for name in _names(row.text("places"))}


def _names(text: str) -> list[str]:
    return [name.strip() for name in _BETWEEN.split(text) if name.strip()]


def _placed(row: Row, places: Gazetteer) -> dict[str, tuple[Any, ...]]:
    """Prefectures and municipalities of a row; 全国 is every prefecture. Raises `Rejected`."""
    areas: dict[str, Prefecture] = {}
    towns: dict[str, Municipality] = {}
    for name in _names(row.needed("places")):
        if name in {"全国", "全県"}:
            areas |= {area.code: area for area in places.prefectures}
            continue
        found = places.find(name)
        if found is None:
            raise Rejected("places", name, str(NO_PLACE))
        area, town = found
        if town is None:
            areas[area.code] = area
        else:
            towns[town.code] = town
    return {"prefectures": tuple(areas.values()), "municipalities": tuple(towns.values())}


def _fields() -> dict[str, Field]:
    """Fields in force today by code and by either name."""
    found = Field.objects.in_force_on(timezone.localdate())
    return {name: one for one in found for name in (one.code, one.name, one.name_en) if name}


def _named_fields(row: Row, fields: Mapping[str, Field]) -> tuple[Field, ...]:
    names = _names(row.text("fields") if row.has("fields") else "")
    for name in names:
        if name not in fields:
            told = _("There is no such field in force. Write one of: %(names)s")
            known = "、".join(dict.fromkeys(str(one) for one in fields.values()))
            raise Rejected("fields", name, told % {"names": known})
    return tuple({fields[name].code: fields[name] for name in names}.values())


def _codes(placed: Mapping[str, Iterable[Any]]) -> dict[str, list[str]]:
    return {name: sorted(one.code for one in some) for name, some in placed.items()}
