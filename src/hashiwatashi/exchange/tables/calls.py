"""Calls for funding: the list of the national subsidy portal (Jグランツ), and lists with like columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hashiwatashi.areas.prefectures import PREFECTURES
from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.exchange.errors import Rejected
from hashiwatashi.exchange.planning import Change, Plan, Verdict, Wanted, chunks
from hashiwatashi.exchange.reading import amounts, cells, dates
from hashiwatashi.exchange.reading.sheet import Column, Row
from hashiwatashi.exchange.tables.base import Scope, SourcedTable
from hashiwatashi.exchange.tables.identifiers import digest
from hashiwatashi.funding.models import Call

_PORTAL, _CREDIT = "jgrants", "Jグランツ（jGrants）からの出典"
_PAGE = "https://www.jgrants-portal.go.jp/subsidy/"
_NO_LIMIT = 999_999_999_999_999
_NO_LIMIT_WORDS = frozenset({"上限なし", "上限無し", "制限なし", "無制限"})
_NATIONWIDE = "全国"
# The regions of the portal, which differ from those of the tile map.
_REGIONS = {
    "北海道地方": ("01",),
    "東北地方": ("02", "03", "04", "05", "06", "07"),
    "関東・甲信越地方": ("08", "09", "10", "11", "12", "13", "14", "15", "19", "20"),
    "東海・北陸地方": ("16", "17", "18", "21", "22", "23", "24"),
    "近畿地方": ("25", "26", "27", "28", "29", "30"),
    "中国地方": ("31", "32", "33", "34", "35"),
    "四国地方": ("36", "37", "38", "39"),
    "九州・沖縄地方": ("40", "41", "42", "43", "44", "45", "46", "47"),
}
_TEXTS = ("summary", "rate_note", "industries_note", "employees_note")
_EVERYWHERE = frozenset(row[0] for row in PREFECTURES)
_CODES = {
    **{row[1]: frozenset((row[0],)) for row in PREFECTURES},
    **{name: frozenset(codes) for name, codes in _REGIONS.items()},
    _NATIONWIDE: _EVERYWHERE,
}


class Calls(SourcedTable):
    """Calls by the portal's identifier; a list without identifiers is keyed by title and beginning."""

    name = "calls"
    title = gettext_lazy("Calls for funding")
    sample: ClassVar = {
        "title": "ものづくり試作補助金（架空）",
        "areas": "宮城県 / 山形県",
        "closes_at": "2026-12-28T17:00:00+09:00",
    }
    model = Call
    source = "call-list"
    columns: ClassVar = (
        Column("id", ("ID", "補助金ID")),
        Column("source", ("データ元",)),
        Column("title", ("補助金名", "公募名", "名称", "タイトル", "件名"), required=True),
        Column("summary", ("概要", "目的・概要", "内容")),
        Column("limit", ("subsidy_max_limit", "補助上限額", "上限額", "補助限度額")),
        Column("rate_note", ("subsidy_rate", "補助率")),
        Column("areas", ("target_area_search", "対象地域", "補助対象地域", "地域")),
        Column("industries_note", ("target_industry", "業種", "対象業種")),
        Column("employees_note", ("target_number_of_employees", "従業員数")),
        Column("opens_at", ("acceptance_start_datetime", "募集開始", "募集開始日", "公募開始日", "開始日")),
        Column("closes_at", ("acceptance_end_datetime", "募集終了", "募集終了日", "公募締切", "締切日", "終了日")),
        Column("source_url", ("URL", "リンク", "詳細ページ")),
    )

    def plan(self, rows: Sequence[Row], scope: Scope) -> Plan:
        plan = super().plan(rows, scope)
        moved = [
            change for change in plan.changes if change.verdict is not Verdict.UNCHANGED and change.row.has("areas")
        ]
        plan.afterwards.append(_areas_step(moved))
        return plan

    def wanted(self, row: Row) -> Wanted:
        title = cells.name(row.needed("title"))
        opens = dates.moment("opens_at", row.text("opens_at"))
        closes = dates.moment("closes_at", row.text("closes_at"), is_end=True)
        if opens and closes and opens >= closes:
            raise Rejected("closes_at", row.text("closes_at"), _("It ends before it begins."))
        values: dict[str, Any] = {"title": title, "opens_at": opens, "closes_at": closes}
        values |= {name: row.text(name) for name in _TEXTS if row.has(name)}
        if row.has("limit"):
            values |= _limit(row)
        if row.has("areas"):
            values |= {"is_nationwide": areas_of(row) == _EVERYWHERE, "area_note": row.text("areas")}
        key = row.text("id") or digest(title, row.text("opens_at"))
        return Wanted(row, key, values | _origin(row))


def _limit(row: Row) -> dict[str, Any]:
    """The most a call pays; lists say "no limit" in words, the portal by a number of fifteen nines."""
    text = row.text("limit")
    if text in _NO_LIMIT_WORDS:
        return {"max_amount_yen": None, "has_no_limit": True}
    amount = amounts.yen("limit", text, row.heading("limit"))
    endless = amount == _NO_LIMIT
    return {"max_amount_yen": None if endless else amount, "has_no_limit": endless}


def _origin(row: Row) -> dict[str, str]:
    if row.text("source") == _PORTAL and row.text("id"):
        return {"source_url": _PAGE + row.text("id"), "credit": _CREDIT}
    return {"source_url": cells.address("source_url", row.text("source_url"))} if row.has("source_url") else {}


def areas_of(row: Row) -> frozenset[str]:
    """The codes of the prefectures a row names, alone or by region; all 47 for 全国. Raises `Rejected`."""
    codes: set[str] = set()
    for part in filter(None, (part.strip() for part in row.text("areas").split("/"))):
        if part not in _CODES:
            raise Rejected("areas", part, _("This is neither a prefecture nor a region."))
        codes |= _CODES[part]
    return frozenset(codes)


def _areas_step(changes: Sequence[Change]) -> Callable[[Actor], None]:
    """The step that sets the areas of new and changed calls, none for a nationwide one."""

    def store(_by: Actor) -> None:
        links = Call.areas.through
        for some in chunks(change.record.pk for change in changes if change.record):
            links._default_manager.filter(call_id__in=some).delete()
        links._default_manager.bulk_create(
            (
                links(call_id=change.record.pk, prefecture_id=code)
                for change in changes
                if change.record
                for code in sorted(areas_of(change.row))
                if areas_of(change.row) != _EVERYWHERE
            ),
            batch_size=500,
        )

    return store
