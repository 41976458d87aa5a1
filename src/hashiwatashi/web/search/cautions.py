"""What somebody should think of before passing the address of a search on: it holds the words."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

_FIRM = re.compile(
    r"株式会社|有限会社|合同会社|合資会社|[(（]株[)）]|[(（]有[)）]|㈱|㈲|\b(?:Inc|Ltd|Corp|LLC|GmbH)\b\.?"
)
_REACH = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+|(?<!\d)0\d{1,4}[-(（‐−ー ]\d{1,4}[-)）‐−ー ]\d{3,4}(?!\d)")


def caution(text: str) -> str:
    """What a text had better leave out; empty where it names no firm and no way to reach somebody."""
    if _FIRM.search(text):
        return _("A firm is named. The text is not stored, but it stands in the address of this page: leave it out.")
    if _REACH.search(text):
        return _("A phone number or mail address is named. It stands in the address of this page: leave it out.")
    return ""
