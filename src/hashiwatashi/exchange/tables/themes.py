"""Published R&D themes (公表研究開発テーマ): what firms were granted, not requests of theirs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy

from hashiwatashi.exchange.bodies.directory import Body, Directory
from hashiwatashi.exchange.bodies.kinds import kind_of_body
from hashiwatashi.exchange.planning import Plan, Wanted, owners_of
from hashiwatashi.exchange.reading import cells, dates
from hashiwatashi.exchange.reading.sheet import Column, Row
from hashiwatashi.exchange.tables.base import Scope, SourcedTable, understand
from hashiwatashi.exchange.tables.identifiers import digest, number_of
from hashiwatashi.needs.enums import DisclosureLevel, NeedKind
from hashiwatashi.needs.models import Need

# What follows the name of the programme, in whatever brackets: …支援事業）「……の開発」【代表機関】.
_AFTER_PROGRAMME = re.compile(r"^.*事業[)）][「（(]?(?P<theme>.+?)(?:[」）)](?:【.*】)?)?$", re.DOTALL)
_CREDIT = "gBizINFO（経済産業省）からの出典"


@dataclass(frozen=True, slots=True)
class _Draft:
    row: Row
    body: Body
    key: str
    values: dict[str, Any]


class Themes(SourcedTable):
    """Each row is one theme of one body on one day; the three together are the key."""

    name = "themes"
    title = gettext_lazy("Published R&D themes")
    sample: ClassVar = {
        "corporate_number": "7123456789012",
        "owner": "架空精密株式会社",
        "title": "小型ポンプの静音化技術の開発（架空）",
        "published_on": "2026-04-01",
    }
    model = Need
    source = "theme-list"
    columns: ClassVar = (
        Column("corporate_number", ("法人番号",), required=True),
        Column("owner", ("name", "法人名", "商号又は名称", "事業者名", "企業名"), required=True),
        Column("title", ("theme", "テーマ", "研究開発テーマ", "研究開発計画名", "計画名"), required=True),
        Column("text", ("subsidy_title", "補助金名", "補助金等", "事業名")),
        Column("published_on", ("date_of_approval", "認定日", "採択日", "交付決定日"), required=True),
        Column("source_url", ("URL", "リンク")),
    )

    def plan(self, rows: Sequence[Row], scope: Scope) -> Plan:
        plan = Plan()
        drafts = understand(rows, _draft, plan)
        directory = Directory(draft.body for draft in drafts)

        def owned(row: Row) -> Wanted:
            draft = by_line[row.line]
            return Wanted(row, draft.key, {**draft.values, "owner": directory.organisation(draft.body)})

        by_line = {draft.row.line: draft for draft in drafts}
        self.settle(understand([draft.row for draft in drafts], owned, plan), plan)
        plan.extras += directory.extras(owners_of(plan))
        return plan

    def wanted(self, row: Row) -> Wanted:
        raise NotImplementedError("A theme needs the directory of its file.")


def _draft(row: Row) -> _Draft:
    number, title = number_of(row, "corporate_number"), _title(row)
    day = dates.day("published_on", row.needed("published_on"))
    assert day is not None
    values: dict[str, Any] = {
        "kind": NeedKind.PUBLISHED_THEME,
        "level": DisclosureLevel.NAMED,
        "title": title,
        "published_on": day,
        "credit": _CREDIT,
    }
    if row.has("text"):
        values["text"] = row.text("text")
    if row.has("source_url"):
        values["source_url"] = cells.address("source_url", row.text("source_url"))
    body = Body(row.needed("owner"), kind_of_body(row.needed("owner")), number)
    return _Draft(row, body, digest(number, title, day.isoformat()), values)


def _title(row: Row) -> str:
    """The theme; where its cell is empty, what the title of the grant says after its programme. Raises `Rejected`."""
    found = _AFTER_PROGRAMME.match(row.text("text"))
    if not row.text("title") and found:
        return cells.one_line(found["theme"])
    return cells.name(row.needed("title"))
