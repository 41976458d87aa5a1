"""The Japan Standard Industrial Classification, revision 14, on its four levels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hashiwatashi.exchange.errors import Rejected
from hashiwatashi.exchange.planning import Plan, Wanted, one_for_each_key, settle
from hashiwatashi.exchange.reading.sheet import Column, Row
from hashiwatashi.exchange.tables.base import Scope, Table, understand
from hashiwatashi.organisations.models import Industry

_REVISION = 14
# A letter is a division; otherwise the number of digits tells the level.
_LEVELS = {0: 1, 2: 2, 3: 3, 4: 4}


class Industries(Table):
    """Each row is one class; ``parent`` names the class above it."""

    name = "industries"
    title = gettext_lazy("Industries")
    sample: ClassVar = {
        "code": "0111",
        "name": "米作農業",
    }
    columns: ClassVar = (
        Column("code", ("コード", "分類コード", "分類符号"), required=True),
        Column("name", ("名称", "分類名", "項目名"), required=True),
        Column("parent", ("上位コード", "親コード")),
        Column("level", ("階層",)),
    )

    def plan(self, rows: Sequence[Row], scope: Scope) -> Plan:
        plan = Plan()
        stored = {industry.code: industry for industry in Industry.objects.filter(revision=_REVISION)}
        known = dict(stored)
        single = one_for_each_key(understand(rows, lambda row: _wanted(row, known), plan), plan)
        settle(single, stored, plan, lambda item: known[item.key])
        return plan


def _wanted(row: Row, known: dict[str, Industry]) -> Wanted:
    """What a row asks for; its class joins the known ones, so that the rows below find it."""
    code, name = row.needed("code").upper(), row.needed("name")
    values = {"name": name, "level": _level(code), "parent": _parent(row, known)}
    known.setdefault(code, Industry(revision=_REVISION, code=code))
    return Wanted(row, code, values)


def _level(code: str) -> int:
    digits = len(code) if code.isdecimal() else 0
    if digits not in _LEVELS or (digits == 0 and not (len(code) == 1 and "A" <= code <= "T")):
        raise Rejected("code", code, _("A class has a letter from A to T or a number of two to four digits."))
    return _LEVELS[digits]


def _parent(row: Row, known: Mapping[str, Industry]) -> Industry | None:
    above = row.text("parent").upper()
    if above and above not in known:
        raise Rejected("parent", above, _("The class above must stand before it in the file."))
    return known[above] if above else None
