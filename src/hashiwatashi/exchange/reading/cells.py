"""What a single cell says: text without the traces of other programs, dates, moments, numbers, addresses."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from hashiwatashi.exchange.refusals import Rejected

_JAPAN = ZoneInfo("Asia/Tokyo")
_NOTHING = {"none", "nan", "null", "n/a", "nat"}
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "r": 2018, "h": 1988, "s": 1925}
_WESTERN = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_ERA = re.compile(r"(令和|平成|昭和|[rhs])\.?(\d{1,2}|元)[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.IGNORECASE)
_BREAK = re.compile(r"[ \t]*[\r\n\t]+[ \t]*")


def plain(cell: str) -> str:
    """A cell without surrounding space; empty when another program wrote its "no value" as a word."""
    text = cell.strip()
    return "" if text.lower() in _NOTHING else text


def one_line(text: str) -> str:
    """Text with each line break as one space; other space stays as it was written."""
    return _BREAK.sub(" ", text).strip()


def day(field: str, text: str) -> date | None:
    """A day in Western or Japanese years, digits of any width; None when empty. Raises `Rejected`."""
    if not text:
        return None
    folded = unicodedata.normalize("NFKC", text).replace(" ", "")
    western, era = _WESTERN.match(folded), _ERA.match(folded)
    try:
        if western:
            return date(*(int(part) for part in western.groups()))
        if era:
            year = 1 if era[2] == "元" else int(era[2])
            return date(_ERAS[era[1].lower()] + year, int(era[3]), int(era[4]))
    except ValueError as error:
        raise Rejected(field, text, _("There is no such day.")) from error
    raise Rejected(field, text, _("This is not a date. Write it as 2026-01-31."))


def moment(field: str, text: str) -> datetime | None:
    """A moment; without a zone it is Japan time, a bare day begins at midnight there. Raises `Rejected`."""
    if not text:
        return None
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        found = day(field, text)
        assert found is not None
        parsed = datetime(found.year, found.month, found.day)
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=_JAPAN)).astimezone(UTC)


def whole(field: str, text: str) -> int | None:
    """A whole number that is not negative, with or without commas and 円; None when empty. Raises `Rejected`."""
    if not text:
        return None
    digits = re.sub(r"[,、\s円¥人名]", "", unicodedata.normalize("NFKC", text))
    if not digits.isdecimal():
        raise Rejected(field, text, _("This is not a whole number."))
    return int(digits)


def address(field: str, text: str) -> str:
    """A web address. Raises `Rejected` when it is something else."""
    if text and not re.match(r"https?://[^\s/]+", text):
        raise Rejected(field, text, _("This is not a web address. It must begin with http:// or https://."))
    return text
