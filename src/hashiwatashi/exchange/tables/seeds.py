"""Seeds: lists of research projects and of technology offers."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy

from hashiwatashi.exchange.planning import Wanted
from hashiwatashi.exchange.reading import cells
from hashiwatashi.exchange.reading.sheet import Column, Row
from hashiwatashi.exchange.tables.base import SourcedTable
from hashiwatashi.exchange.tables.identifiers import digest
from hashiwatashi.technology.models import Seed


class Seeds(SourcedTable):
    """Seeds without an owner; the field and the title together are the key."""

    name = "seeds"
    title = gettext_lazy("Seeds")
    sample: ClassVar = {
        "title": "さびにくい表面処理（架空）",
        "summary": "海の近くでも金属がさびにくくなる薄い膜を作る技術",
    }
    model = Seed
    source = "seed-list"
    columns: ClassVar = (
        Column("title", ("研究課題名", "タイトル", "シーズ名", "技術名", "テーマ"), required=True),
        Column("summary", ("研究開始時の研究の概要", "概要", "研究概要", "技術の概要", "要旨"), required=True),
        Column("field", ("審査区分", "分野", "研究分野", "技術分野")),
        Column("title_en", ("英語名", "英文タイトル", "title (english)")),
        Column("applications", ("用途", "応用分野", "想定される用途")),
        Column("source_url", ("URL", "リンク", "出典URL", "ページ")),
    )

    def wanted(self, row: Row) -> Wanted:
        title = cells.name(row.needed("title"))
        values: dict[str, Any] = {"title": title, "summary": row.needed("summary")}
        for field in ("field", "title_en", "applications"):
            if row.has(field):
                values[field] = row.text(field)
        if row.has("source_url"):
            values["source_url"] = cells.address("source_url", row.text("source_url"))
        return Wanted(row, digest(row.text("field"), title), values)
