"""A row of a table as a line of JSON or as cells of a sheet, and back from JSON, exactly."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NoReturn
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.commands.whole.secrets import left_out
from hashiwatashi.common.errors import InvalidInput

# What is longer says no more on a terminal.
_SHOWN = 60


def columns(table: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The columns of a table that an export holds, in the order of their declaration."""
    return [field for field in table._meta.concrete_fields if field.attname not in left_out(table)]


def line_of(names: Sequence[str], values: Sequence[object]) -> str:
    """A row as one line of JSON; its keys are the names of the columns."""
    plain = dict(zip(names, map(_plain, values), strict=True))
    return json.dumps(plain, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n"


def cells_of(values: Sequence[object]) -> list[str]:
    """A row as cells that people can read."""
    return [_cell(_plain(value)) for value in values]


def read_line(table: type[models.Model], line: bytes) -> models.Model:
    """The record of a line, with new values where the export left secrets out.

    Raises `InvalidInput` with the reason when the table cannot hold it.
    """
    given = _parsed(line)
    fields = columns(table)
    strange = sorted(set(given) ^ {field.attname for field in fields})
    if strange:
        _refuse(_("the columns are not those of this table (%(names)s)") % {"names": ", ".join(strange[:5])})
    values = {field.attname: _value(field, given[field.attname]) for field in fields}
    return table(**values, **{name: make() for name, make in left_out(table).items()})


def _parsed(line: bytes) -> Mapping[str, object]:
    try:
        given = json.loads(line.decode(), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(_("the line is no JSON (%(reason)s)") % {"reason": error}) from error
    if not isinstance(given, dict):
        _refuse(_("the line is no JSON object"))
    for text in _texts(given):
        # PostgreSQL refuses both; SQLite would keep the first, unseen.
        if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
            _refuse(_("it holds a character that no database can keep (NUL or half of a pair)"))
    return given


def _value(field: models.Field[Any, Any], given: object) -> object:
    """The value of a column: what would be exported again as it stands there."""
    if given is None and not isinstance(field, models.JSONField):
        if not field.null:
            _refuse(_("%(column)s must not be empty") % {"column": field.attname})
        return None
    try:
        value = given if isinstance(field, models.JSONField) else field.to_python(given)
    except ValidationError as error:
        told = {"column": field.attname, "reason": " ".join(error.messages)}
        raise InvalidInput(_("%(column)s: %(reason)s") % told) from error
    plain = _plain(value)
    is_same = plain == given and type(plain) is type(given)
    if not is_same or (isinstance(value, datetime) and timezone.is_naive(value)):
        told = {"column": field.attname, "value": str(given)[:_SHOWN]}
        _refuse(_("“%(value)s” does not suit %(column)s") % told)
    if isinstance(field, models.CharField) and field.max_length and len(str(given)) > field.max_length:
        most = {"column": field.attname, "most": field.max_length}
        _refuse(_("%(column)s holds at most %(most)d characters") % most)
    return value


def _plain(value: object) -> object:
    """A value as JSON has it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID | Decimal) else value


def _cell(plain: object) -> str:
    if plain is None:
        return ""
    return json.dumps(plain, ensure_ascii=False) if isinstance(plain, dict | list) else str(plain)


def _texts(value: object) -> Iterator[str]:
    """Every text within what JSON says, keys included."""
    waiting = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, str):
            yield found
        elif isinstance(found, dict):
            waiting += [*found.keys(), *found.values()]
        elif isinstance(found, list):
            waiting += found


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def _refuse(reason: str) -> NoReturn:
    raise InvalidInput(reason)
