"""What people call the tables, and the file each can start from."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hashiwatashi.common.spreadsheets import Book, Look
from hashiwatashi.exchange.reading.sheet import Column
from hashiwatashi.exchange.registry import TABLES
from hashiwatashi.exchange.rules import owner_limits
from hashiwatashi.exchange.tables.base import Table
from hashiwatashi.people.models import Account

# Codes that are filled in keep their zeros.
_LOOK = Look(widths=(22,), keeps_text=True)


def tables_for(account: Account) -> list[tuple[str, str]]:
    """(name, title) of the tables an account may import, in the order of the registry."""
    return [(name, str(table.title)) for name, table in TABLES.items() if _may(account, table)]


def _may(account: Account, table: Table) -> bool:
    return account.is_superuser or (table.is_owned and bool(owner_limits(account, table.importers)))


def template(name: str) -> bytes:
    """An Excel file to fill in: the empty table, one invented row on a sheet of its own, and notes on the columns.

    The invented row is not on the first sheet, the one that is read, so that it cannot be imported by mistake.
    """
    columns = TABLES[name].columns
    headings = [heading(column) for column in columns]
    sample = TABLES[name].sample
    with Book() as book:
        book.sheet(str(TABLES[name].title), headings, _LOOK)
        book.sheet(_("Example (fictional)"), headings, _LOOK).append(sample.get(one.field, "") for one in columns)
        notes = book.sheet(_("Notes"), [_("column"), _("required"), _("also known as")], _LOOK)
        for one in columns:
            notes.append([heading(one), _("required") if one.required else "", " / ".join(one.names[1:])])
    return book.content()


def heading(column: Column) -> str:
    """How a column is headed in files of ours: its first Japanese name, else its first name, else its field."""
    names = column.names or (column.field,)
    return next((name for name in names if not name.isascii()), names[0])
