"""Policy measures (施策): lists of what is to be done, by whom and by the end of which fiscal year."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.calendar import fiscal_year_of
from hashiwatashi.exchange.bodies.directory import Body, Directory
from hashiwatashi.exchange.bodies.kinds import kind_of_body
from hashiwatashi.exchange.errors import Rejected
from hashiwatashi.exchange.planning import Plan, Wanted, owners_of
from hashiwatashi.exchange.reading import cells
from hashiwatashi.exchange.reading.sheet import Column, Row
from hashiwatashi.exchange.tables.base import Scope, SourcedTable, understand
from hashiwatashi.exchange.tables.identifiers import digest
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.regions.actions import set_partners
from hashiwatashi.regions.enums import MeasureStage
from hashiwatashi.regions.models import FIRST_YEAR, LAST_YEAR, MOST_PARTNERS, Measure

_STAGES = {
    "未着手": MeasureStage.PLANNED,
    "予定": MeasureStage.PLANNED,
    "実施中": MeasureStage.RUNNING,
    "進行中": MeasureStage.RUNNING,
    "完了": MeasureStage.DONE,
    "実施済": MeasureStage.DONE,
    "実施済み": MeasureStage.DONE,
    "中止": MeasureStage.DROPPED,
    "廃止": MeasureStage.DROPPED,
}
_BETWEEN_NAMES = re.compile(r"[、,;；\n／/]+")


@dataclass(frozen=True, slots=True)
class _Draft:
    row: Row
    lead: Body
    partners: tuple[Body, ...]
    key: str
    values: dict[str, Any]


class Measures(SourcedTable):
    """Each row is one measure of one lead; lead, title and fiscal year together are the key."""

    name = "measures"
    title = gettext_lazy("Policy measures")
    sample: ClassVar = {
        "title": "公設試の機器の共同利用を進める（架空）",
        "text": "県をまたいで使える機器を増やし、料金の相互適用を広げる。",
        "owner": "架空県",
        "partners": "架空市、架空大学",
        "fiscal_year": "令和8年度",
        "stage": "実施中",
    }
    model = Measure
    source = "measure-list"
    columns: ClassVar = (
        Column("title", ("施策名", "施策", "件名", "名称"), required=True),
        Column("text", ("内容", "概要", "施策の内容"), required=True),
        Column("owner", ("所管府省", "担当府省", "所管", "主管", "実施主体"), required=True),
        Column("partners", ("関係府省", "連携機関", "関係機関")),
        Column("fiscal_year", ("年度", "期限年度", "目標年度", "実施年度"), required=True),
        Column("stage", ("状況", "段階", "進捗", "進捗状況")),
        Column("evidence", ("根拠", "実績", "根拠資料")),
        Column("source_url", ("URL", "リンク", "出典URL")),
    )

    def plan(self, rows: Sequence[Row], scope: Scope) -> Plan:
        plan = Plan()
        drafts = understand(rows, _draft, plan)
        directory = Directory(body for draft in drafts for body in (draft.lead, *draft.partners))
        partners: dict[str, list[Organisation]] = {}

        def owned(row: Row) -> Wanted:
            draft = by_line[row.line]
            told = [directory.organisation(body, field="partners") for body in draft.partners]
            if partners.setdefault(draft.key, told) != told:
                text = row.text("partners")
                raise Rejected("partners", text[:100], _("Another line names this measure with other partners."))
            return Wanted(row, draft.key, {**draft.values, "owner": directory.organisation(draft.lead)})

        by_line = {draft.row.line: draft for draft in drafts}
        self.settle(understand([draft.row for draft in drafts], owned, plan), plan)
        named = frozenset(partner.uid for some in partners.values() for partner in some)
        plan.extras += directory.extras(owners_of(plan) | named)
        plan.afterwards.append(_partners_step(plan, partners))
        return plan

    def wanted(self, row: Row) -> Wanted:
        raise NotImplementedError("A measure needs the directory of its file.")


def year_of(row: Row) -> int:
    """The fiscal year of a row: 2026, 2026年度, FY2026, 令和8年度, R8. Raises `Rejected`."""
    text = row.needed("fiscal_year")
    year = fiscal_year_of(text)
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        raise Rejected("fiscal_year", text, _("This is no fiscal year. Write 2026 or 令和8年度."))
    return year


def _draft(row: Row) -> _Draft:
    title, lead, year = cells.name(row.needed("title")), row.needed("owner"), year_of(row)
    values: dict[str, Any] = {"title": title, "text": row.needed("text"), "fiscal_year": year}
    if row.has("stage"):
        values["stage"] = _stage(row)
    if row.has("evidence"):
        values["evidence"] = row.text("evidence")
    if row.has("source_url"):
        values["source_url"] = cells.address("source_url", row.text("source_url"))
    names = [name.strip() for name in _BETWEEN_NAMES.split(row.text("partners")) if name.strip()]
    if len(names) > MOST_PARTNERS:
        told = _("At most %(most)d partners.") % {"most": MOST_PARTNERS}
        raise Rejected("partners", row.text("partners")[:100], told)
    partners = tuple(Body(name, kind_of_body(name)) for name in dict.fromkeys(names))
    return _Draft(row, Body(lead, kind_of_body(lead)), partners, digest(lead, title, str(year)), values)


def _stage(row: Row) -> MeasureStage:
    text = row.text("stage")
    if not text:
        return MeasureStage.PLANNED
    if text not in _STAGES:
        allowed = "、".join(_STAGES)
        raise Rejected("stage", text, _("This is no stage. Write one of: %(stages)s") % {"stages": allowed})
    return _STAGES[text]


def _partners_step(plan: Plan, partners: dict[str, list[Organisation]]) -> Callable[[Actor], None]:
    """The step that sets the partners of each measure in the file, once they are stored."""

    def store(by: Actor) -> None:
        for change in plan.changes:
            record = change.record
            if isinstance(record, Measure) and change.row.has("partners"):
                set_partners(record, partners[record.source_key], by=by)

    return store
