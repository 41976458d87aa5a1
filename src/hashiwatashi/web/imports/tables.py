"""What people call the tables, and the file each can start from."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hashiwatashi.common.spreadsheets import Book, Look
from hashiwatashi.exchange.reading.sheet import Column
from hashiwatashi.exchange.registry import TABLES
from hashiwatashi.people.models import Account

TITLES = {
    "equipment": gettext_lazy("Equipment"),
    "seeds": gettext_lazy("Seeds"),
    "themes": gettext_lazy("Published R&D themes"),
    "calls": gettext_lazy("Calls for funding"),
    "organisations": gettext_lazy("Organisations"),
    "municipalities": gettext_lazy("Municipalities"),
    "industries": gettext_lazy("Industries"),
}
# Codes that are filled in keep their zeros.
_LOOK = Look(widths=(22,), keeps_text=True)
# One invented row for each table, by field; what is not named stays empty.
_SAMPLES: dict[str, dict[str, str]] = {
    "equipment": {
        "name": "走査電子顕微鏡（架空）",
        "owner": "架空県工業技術センター",
        "department": "材料技術部",
        "source_key": "K-001",
        "maker": "架空製作所",
        "model": "KA-1000",
        "uses": "小さな異物の形と元素を調べる",
        "place": "本館2階 204室",
        "prefecture": "宮城県",
        "external_use": "可",
        "fee_note": "1時間 2,000円",
    },
    "seeds": {"title": "さびにくい表面処理（架空）", "summary": "海の近くでも金属がさびにくくなる薄い膜を作る技術"},
    "themes": {
        "corporate_number": "7123456789012",
        "owner": "架空精密株式会社",
        "title": "小型ポンプの静音化技術の開発（架空）",
        "published_on": "2026-04-01",
    },
    "calls": {
        "title": "ものづくり試作補助金（架空）",
        "areas": "宮城県 / 山形県",
        "closes_at": "2026-12-28T17:00:00+09:00",
    },
    "organisations": {"corporate_number": "7123456789012", "name": "架空精密株式会社", "prefecture": "宮城県"},
    "municipalities": {"code": "131016", "name": "千代田区"},
    "industries": {"code": "0111", "name": "米作農業"},
}


def tables_for(account: Account) -> list[tuple[str, str]]:
    """(name, title) of the tables an account may import, in the order of the registry."""
    names = [name for name, table in TABLES.items() if account.is_superuser or table.is_owned]
    return [(name, str(TITLES[name])) for name in TITLES if name in names]


def template(name: str) -> bytes:
    """An Excel file to fill in: the empty table, one invented row on a sheet of its own, and notes on the columns.

    The invented row is not on the first sheet, the one that is read, so that it cannot be imported by mistake.
    """
    columns = TABLES[name].columns
    headings = [_heading(column) for column in columns]
    sample = _SAMPLES.get(name, {})
    with Book() as book:
        book.sheet(str(TITLES[name]), headings, _LOOK)
        book.sheet(_("Example (fictional)"), headings, _LOOK).append(sample.get(one.field, "") for one in columns)
        notes = book.sheet(_("Notes"), [_("column"), _("required"), _("also known as")], _LOOK)
        for one in columns:
            notes.append([_heading(one), _("required") if one.required else "", " / ".join(one.names[1:])])
    return book.content()


def _heading(column: Column) -> str:
    """The first Japanese name of a column, else its first name, else its field."""
    names = column.names or (column.field,)
    return next((name for name in names if not name.isascii()), names[0])
