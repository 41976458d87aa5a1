"""Why a value cannot be used, in the caller's language; pydantic itself speaks English alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

_MESSAGES: Mapping[str, Any] = {
    "missing": _("This value is needed."),
    "int": _("Must be a whole number."),
    "bool": _("Must be true or false."),
    "uuid": _("Must be a UUID."),
    "datetime": _("Must be a time with its zone, such as 2026-04-01T09:00:00+09:00."),
    "timezone": _("Must be a time with its zone, such as 2026-04-01T09:00:00+09:00."),
    "enum": _("Must be one of %(expected)s."),
    "list": _("Must be a list."),
    "repeated": _("Must not repeat a value."),
    "too_long": _("Must have at most %(max_length)s items."),
    "string_too_long": _("Must have at most %(max_length)s characters."),
    "string_too_short": _("Must have at least %(min_length)s characters."),
    "string_pattern_mismatch": _("Must be written like %(pattern)s (a regular expression)."),
    "string": _("Must be a text."),
    "greater_than_equal": _("Must be at least %(ge)s."),
    "less_than_equal": _("Must be at most %(le)s."),
    "less_than": _("Must be less than %(lt)s."),
    "model": _("Must be a JSON object."),
    "dict": _("Must be a JSON object."),
}


def message_of(error: Mapping[str, Any]) -> str:
    """The message for one of pydantic's errors (https://docs.pydantic.dev/latest/errors/validation_errors/): by its
    type, else by the first word of it (``int_parsing`` and ``int_type`` both want a whole number)."""
    name = str(error.get("type", ""))
    message = _MESSAGES.get(name) or _MESSAGES.get(name.partition("_")[0])
    if message is None:
        return str(_("Cannot be used (%(reason)s).")) % {"reason": error.get("msg", name)}
    context = error.get("ctx", {})
    return str(message) % context if context else str(message)
