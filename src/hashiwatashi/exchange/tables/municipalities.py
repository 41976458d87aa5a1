"""Municipalities by their national codes, with or without leading zero and check digit."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hashiwatashi.areas.models import Municipality, Prefecture
from hashiwatashi.exchange.errors import Rejected
from hashiwatashi.exchange.planning import Change, Plan, Verdict, Wanted, chunks, one_for_each_key, settle
from hashiwatashi.exchange.reading.sheet import Column, Row
from hashiwatashi.exchange.tables.base import Scope, Table, understand

_WEIGHTS = (6, 5, 4, 3, 2)
_COUNTRY = "00000"
_ENDINGS = ("市", "区", "町", "村")


class Municipalities(Table):
    """Rows of the country and of prefectures are unchanged: the migrations have loaded them."""

    name = "municipalities"
    title = gettext_lazy("Municipalities")
    sample: ClassVar = {
        "code": "131016",
        "name": "千代田区",
    }
    columns: ClassVar = (
        Column(
            "code", ("lgcode", "団体コード", "市区町村コード", "全国地方公共団体コード", "地域コード"), required=True
        ),
        Column("name", ("name_ja", "市区町村名", "市区町村", "団体名"), required=True),
        Column("parent", ("親コード", "上位コード", "政令市コード")),
    )

    def plan(self, rows: Sequence[Row], scope: Scope) -> Plan:
        plan = Plan()
        prefectures = Prefecture.objects.in_bulk()
        names = {_five(row): row.text("name") for row in rows if row.text("code").isdecimal()}
        single = one_for_each_key(understand(rows, lambda row: _wanted(row, prefectures, names), plan), plan)
        above = [item for item in single if not item.values]
        plan.changes += [Change(item.row, Verdict.UNCHANGED, None) for item in above]
        below = [item for item in single if item.values]
        settle(below, _stored(below), plan, lambda item: Municipality(code=item.key))
        plan.changes.sort(key=lambda change: change.row.line)
        return plan


def six_digits(five: str) -> str:
    """A five-digit code with its check digit: 11 − (Σ digit x weight mod 11), its last digit (standards, TV-10)."""
    total = sum(int(digit) * weight for digit, weight in zip(five, _WEIGHTS, strict=True))
    return f"{five}{(11 - total % 11) % 10}"


def _five(row: Row) -> str:
    """The code without its check digit. Raises `Rejected`."""
    text = unicodedata.normalize("NFKC", row.needed("code"))
    if not text.isdecimal() or len(text) > 6:
        raise Rejected("code", text, _("This is not a municipality code of five or six digits."))
    if len(text) < 6:
        return text.zfill(5)
    if six_digits(text[:5]) != text:
        raise Rejected("code", text, _("The check digit of the code is wrong."))
    return text[:5]


def _wanted(row: Row, prefectures: Mapping[str, Prefecture], names: Mapping[str, str]) -> Wanted:
    five, prefecture = _five(row), prefectures.get(_five(row)[:2])
    # The official list leaves the name of a prefecture's own row empty.
    if five == _COUNTRY or (prefecture and five[2:] == "000" and row.text("name") in {prefecture.name, ""}):
        return Wanted(row, six_digits(five), {})
    name = row.needed("name")
    if prefecture is None:
        raise Rejected("code", row.text("code"), _("There is no prefecture with this code."))
    if not name.endswith(_ENDINGS):
        raise Rejected("name", name, _("A county or branch office is not a municipality and has no code of its own."))
    parent = _parent(row, name, names)
    return Wanted(row, six_digits(five), {"name": name, "prefecture_id": prefecture.code, "parent_id": parent})


def _parent(row: Row, name: str, names: Mapping[str, str]) -> str | None:
    """The code of the designated city that a ward belongs to; None for all others."""
    above = row.text("parent").zfill(5)
    is_ward = name.endswith("区") and names.get(above, "").endswith("市")
    return six_digits(above) if is_ward else None


def _stored(wanted: Sequence[Wanted]) -> dict[str, Municipality]:
    found: dict[str, Municipality] = {}
    for some in chunks(item.key for item in wanted):
        found |= Municipality.objects.in_bulk(some)
    return found
