"""`hashi assess FILE`: the class of every firm in a list, with the reasons; `--stored`: the check of those stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.common.spreadsheets import csv_lines
from hashiwatashi.exchange.errors import Rejected
from hashiwatashi.exchange.reading import amounts
from hashiwatashi.exchange.reading.rows import read_rows
from hashiwatashi.exchange.reading.sheet import Column, Row, find_header
from hashiwatashi.firms.assessing import Firm, assess
from hashiwatashi.firms.enums import Group
from hashiwatashi.firms.models import FirmAssessment
from hashiwatashi.firms.rules_data import Rules, rules_on
from hashiwatashi.firms.shares import part_and_whole
from hashiwatashi.firms.stored import differing

_AT_ONCE = 500
_COLUMNS = (
    Column("name", ("会社名", "企業名", "名称", "商号"), required=True),
    Column("group", ("業種", "主たる業種", "主な事業"), required=True),
    Column("capital", ("資本金", "資本金額", "出資金")),
    Column("employees", ("従業員数", "常時使用する従業員", "従業員")),
    Column("largest_share", ("大企業1社の持株比率", "大企業1社の株式割合")),
    Column("large_share", ("大企業の持株比率", "大企業の株式割合")),
    Column("deemed_share", ("みなし大企業の持株比率", "みなし大企業の株式割合")),
    Column("officers", ("役員数", "役員")),
    Column("large_officers", ("大企業の役員兼務", "大企業を兼ねる役員数")),
    Column("deemed_officers", ("みなし大企業の役員兼務", "みなし大企業を兼ねる役員数")),
    Column("average_income", ("課税所得の平均", "平均課税所得")),
)
_GROUPS = {
    "製造業": Group.MANUFACTURING,
    "建設業": Group.MANUFACTURING,
    "運輸業": Group.MANUFACTURING,
    "その他": Group.MANUFACTURING,
    "卸売業": Group.WHOLESALE,
    "小売業": Group.RETAIL,
    "飲食業": Group.RETAIL,
    "飲食店": Group.RETAIL,
    "サービス業": Group.SERVICES,
    "ゴム製品製造業": Group.RUBBER,
    "ソフトウェア業": Group.SOFTWARE,
    "情報処理サービス業": Group.SOFTWARE,
    "旅館業": Group.INNS,
    "宿泊業": Group.INNS,
}


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("assess")(assess_file)


def assess_file(
    file: Annotated[
        Path | None, typer.Argument(help="CSV or Excel: name, industry, capital, employees …", exists=True)
    ] = None,
    rules: Annotated[str, typer.Option(help="By which rules: basic_act or grant.")] = "basic_act",
    out: Annotated[Path | None, typer.Option(help="Where the list with classes and reasons goes (CSV).")] = None,
    stored: Annotated[bool, typer.Option("--stored", help="Recompute every stored assessment instead.")] = False,
) -> None:
    """Say of which class each firm of a list is, and why; rows that cannot be read are told with their reason.

    With --stored every assessment in the database is recomputed from its inputs; those that differ are named and
    the exit code is 1.
    """
    if stored == (file is not None):
        raise typer.BadParameter(_("Name a file or write --stored, one of both."))
    if file is None:
        _check_stored()
        return
    chosen, counts = rules_on(rules, timezone.localdate()), Counter[str]()
    rows = list(_assessed(file, chosen, counts))
    if out is not None:
        head = (_("Line"), _("Name"), _("Class"), _("Reasons"))
        out.write_text("".join(csv_lines([head, *rows])), encoding="utf-8", newline="")
    for label, number in counts.most_common():
        typer.echo(f"{label}: {number}")


def _check_stored() -> None:
    """Say which stored assessments come out otherwise from their own inputs; there should be none."""
    rows = FirmAssessment.objects.order_by("pk")
    found = list(differing(rows.iterator(chunk_size=_AT_ONCE)))
    for one in found:
        typer.echo(f"{one.uid} {one.rules} {one.day.isoformat()} {one.verdict}")
    typer.echo(_("Recomputed: %(number)d, different: %(found)d") % {"number": rows.count(), "found": len(found)})
    if found:
        raise typer.Exit(1)


def _assessed(file: Path, rules: Rules, counts: Counter[str]) -> Iterator[tuple[object, ...]]:
    sheet = find_header(read_rows(file), _COLUMNS)
    today = timezone.localdate()
    for raw in sheet.rows:
        try:
            row = sheet.row(raw)
            found = assess(_firm(row), rules, today)
        except Rejected as error:
            counts[_("Cannot be read")] += 1
            yield raw.line, "", _("Cannot be read"), f"{error.value}: {error.reason}"
        else:
            counts[str(found.verdict.label)] += 1
            reasons = " / ".join(f"{_told(one.holds)} {one.text}" for one in found.reasons)
            yield row.line, row.text("name"), found.verdict.label, reasons


def _firm(row: Row) -> Firm:
    return Firm(
        group=_group(row),
        capital=amounts.yen("capital", _text(row, "capital"), row.heading("capital")),
        employees=_count(row, "employees"),
        largest_share=_share(row, "largest_share"),
        large_share=_share(row, "large_share"),
        deemed_share=_share(row, "deemed_share"),
        officers=_count(row, "officers"),
        large_officers=_count(row, "large_officers"),
        deemed_officers=_count(row, "deemed_officers"),
        average_income=amounts.yen("average_income", _text(row, "average_income"), row.heading("average_income")),
    )


def _group(row: Row) -> Group:
    text = row.needed("group")
    found = _GROUPS.get(text) or next((group for group in Group if text in {group.value, str(group.label)}), None)
    if found is None:
        told = _("This is no industry that the rules know. Write one of: %(names)s") % {"names": "、".join(_GROUPS)}
        raise Rejected("group", text, told)
    return found


def _share(row: Row, field: str) -> Fraction | None:
    """A percentage as a part of one: 66.7, 66.7%, 2/3."""
    text = _text(row, field)
    try:
        return Fraction(*part_and_whole(text)) if text else None
    except InvalidInput as error:
        raise Rejected(field, text, str(error)) from None


def _count(row: Row, field: str) -> int | None:
    return amounts.whole(field, _text(row, field))


def _text(row: Row, field: str) -> str:
    return row.text(field) if row.has(field) else ""


def _told(holds: bool | None) -> str:
    return "？" if holds is None else "○" if holds else "×"
