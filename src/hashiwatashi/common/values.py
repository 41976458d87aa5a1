"""What may be stored at all: whatever passes here can be shown, exported, indexed and sent.

One door for forms, actions, imports and the API: moments and days of the years 1900 to 2999, numbers that both
databases take, texts without characters that no page or file can hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from hashiwatashi.common.texts import clean

EARLIEST_YEAR, LATEST_YEAR = 1900, 3000
# The range that each kind of column has on PostgreSQL; SQLite would take more.
_RANGES: Mapping[str, tuple[int, int]] = {
    "SmallIntegerField": (-(2**15), 2**15 - 1),
    "IntegerField": (-(2**31), 2**31 - 1),
    "BigIntegerField": (-(2**63), 2**63 - 1),
    "PositiveSmallIntegerField": (0, 2**15 - 1),
    "PositiveIntegerField": (0, 2**31 - 1),
    "PositiveBigIntegerField": (0, 2**63 - 1),
}


def is_no_end(value: date) -> bool:
    """Whether a day is the one by which many systems say "never": 31 December 9999."""
    return (value.year, value.month, value.day) == (9999, 12, 31)


def tidied(field: models.Field[Any, Any], value: Any) -> Any:
    """A value as it is stored: texts without invisible and control characters; all else as it is."""
    if isinstance(value, str) and isinstance(field, models.CharField | models.TextField):
        return clean(value, multiline=isinstance(field, models.TextField))
    return value


def problem_of(field: models.Field[Any, Any], value: Any) -> str:
    """Why a value cannot be stored in a field; empty where it can. Blank and required values are not looked at."""
    if value is None or value == "":
        return ""
    if isinstance(value, date | datetime):
        return _year_problem(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return _range_problem(field, value)
    if isinstance(value, str):
        return _text_problem(field, value)
    return ""


def check(record: models.Model) -> None:
    """Tidy the texts of a record and look at all its values. Raises `ValidationError` with messages by field."""
    problems: dict[str, list[str]] = {}
    for field in record._meta.concrete_fields:
        value = tidied(field, getattr(record, field.attname))
        setattr(record, field.attname, value)
        if not field.is_relation and (problem := problem_of(field, value)):
            problems[field.name] = [problem]
    if problems:
        raise ValidationError(problems)


def _year_problem(value: date) -> str:
    if EARLIEST_YEAR <= value.year < LATEST_YEAR:
        return ""
    told = _("The year must lie between %(first)d and %(last)d.")
    return told % {"first": EARLIEST_YEAR, "last": LATEST_YEAR - 1}


def _range_problem(field: models.Field[Any, Any], value: int) -> str:
    least, most = _RANGES.get(field.get_internal_type(), (value, value))
    if least <= value <= most:
        return ""
    return _("This number must lie between %(least)d and %(most)d.") % {"least": least, "most": most}


def _text_problem(field: models.Field[Any, Any], value: str) -> str:
    if not field.blank and not value.strip():
        return _("Spaces alone say nothing. Please fill it in.")
    limit = field.max_length
    if limit and len(value) > limit:
        told = _("This is too long: %(length)d characters, at most %(limit)d.")
        return told % {"length": len(value), "limit": limit}
    if isinstance(field, models.URLField) and not value.startswith(("http://", "https://")):
        return _("This is not a web address. It must begin with http:// or https://.")
    return ""
