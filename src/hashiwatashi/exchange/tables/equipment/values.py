"""What a row says of the instrument itself, field → value of the record."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _

from hashiwatashi.common.folding import fold
from hashiwatashi.equipment.enums import ExternalUse
from hashiwatashi.exchange.bodies.naming import Place
from hashiwatashi.exchange.errors import Rejected
from hashiwatashi.exchange.reading import cells, dates
from hashiwatashi.exchange.reading.sheet import Row
from hashiwatashi.exchange.tables.equipment.junk import is_heading

C = TypeVar("C", bound=models.TextChoices)
_LINES = ("name_kana", "name_en", "maker", "model", "acquisition_programme", "contact_desk", "contact_phone")
_TEXTS = ("uses", "specification", "external_use_terms")
_YES = (
    "可",
    "可能",
    "有",
    "あり",
    "はい",
    "ok",
    "yes",
    "true",
    "1",
    "○",
    "◯",
    "〇",
    "◎",
    "学外利用可",
    "外部利用可",
    "利用可",
)
_NO = (
    "不可",
    "不可能",
    "無",
    "なし",
    "いいえ",
    "ng",
    "no",
    "false",
    "0",
    "×",
    "✕",
    "✖",
    "x",
    "学外利用不可",
    "外部利用不可",
    "利用不可",
)
_USES = {
    "": ExternalUse.UNKNOWN,
    "不明": ExternalUse.UNKNOWN,
    **dict.fromkeys(_YES, ExternalUse.OPEN),
    **dict.fromkeys(_NO, ExternalUse.CLOSED),
    "要相談": ExternalUse.CONDITIONAL,
    "条件付": ExternalUse.CONDITIONAL,
    "条件付き": ExternalUse.CONDITIONAL,
    "条件付き可": ExternalUse.CONDITIONAL,
    "△": ExternalUse.CONDITIONAL,
    **{use.value: use for use in ExternalUse},
}
_UNSAID = "不明"
# Nobody describes a place so; some lists put the whole description there.
_LONGEST_PLACE = 200


def line(row: Row, field: str) -> str:
    """The cell of a field on one line."""
    return cells.one_line(row.text(field))


def own_values(row: Row) -> dict[str, Any]:
    """All fields but owner, place and class. Raises `Rejected`, also for a heading taken for an instrument."""
    name = cells.name(row.needed("name"))
    if is_heading(name):
        raise Rejected("name", name, _("This is the heading of a column or page, not a piece of equipment."))
    found: dict[str, Any] = {"name": name}
    found |= {field: line(row, field) for field in _LINES if row.has(field)}
    found |= {field: row.text(field) for field in _TEXTS if row.has(field)}
    found |= {field: dates.day(field, row.text(field)) for field in ("acquired_on", "verified_on") if row.has(field)}
    if row.has("external_use"):
        found |= _outside_use(row)
    if row.has("fee_note"):
        found["fee_note"] = "" if line(row, "fee_note") == _UNSAID else line(row, "fee_note")
    if row.has("source_url"):
        found["source_url"] = cells.address("source_url", row.text("source_url"))
    if row.has("contact_mail"):
        found["contact_mail"] = _mail(row.text("contact_mail"))
    return found


def placed(row: Row, place: Place, room: str) -> dict[str, Any]:
    """Department and place; a description that stands in the place of a place goes to the specification."""
    found: dict[str, Any] = {}
    if row.has("department") or place.department:
        found["department"] = _joined(place.department, line(row, "department"))
    if len(room) > _LONGEST_PLACE:
        found["specification"] = "\n".join(filter(None, (row.text("specification"), room)))
        room = place.room
    if row.has("place") or room:
        found["place"] = room
    return found


def _outside_use(row: Row) -> dict[str, str]:
    said = line(row, "external_use")
    # 可（要相談） is a yes under the condition in brackets.
    word, _bracket, condition = fold(said).partition("(")
    if word in _YES and condition:
        return {
            "external_use": ExternalUse.CONDITIONAL.value,
            "external_use_terms": row.text("external_use_terms") or said,
        }
    known = {**_USES, **labels_of(ExternalUse)}
    if fold(said) not in known:
        allowed = "可, 不可, 条件付, 要相談, 不明"
        raise Rejected("external_use", said, _("This must be one of: %(allowed)s.") % {"allowed": allowed})
    use = known[fold(said)]
    found = {"external_use": use.value}
    if use == ExternalUse.CONDITIONAL and not row.text("external_use_terms"):
        found["external_use_terms"] = said
    return found


def labels_of(choices: type[C]) -> dict[str, C]:
    """The choices by what people read, in either language, folded."""
    found: dict[str, C] = {}
    for language in ("ja", "en"):
        with translation.override(language):
            found |= {fold(str(member.label)): member for member in choices}
    return found


def _mail(text: str) -> str:
    try:
        if text:
            validate_email(text)
    except ValidationError as error:
        raise Rejected("contact_mail", text, " ".join(error.messages)) from error
    return text


def _joined(first: str, second: str) -> str:
    """Two parts of a department's name, once where one holds the other."""
    if first in second:
        return second
    return first if second in first else f"{first} {second}"
