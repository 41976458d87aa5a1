"""Numbers that name a person: ORCID iDs and e-Rad researcher numbers."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import ValidationError as NumberError
from stdnum.iso7064 import mod_11_2

from hashiwatashi.common.folding import to_digits

_ORCID_LETTERS = 16
_WEIGHTS = (1, 2, 1, 2, 1, 2, 1)


def orcid_of(text: str) -> str:
    """An ORCID iD in its usual form, however it was typed (also as an address).

    Raises `ValidationError` for a wrong length or check digit (ISO/IEC 7064 MOD 11-2).
    """
    typed = re.sub(r"^https?://orcid\.org/", "", text.strip())
    letters = re.sub(r"[\s\-‐－]", "", unicodedata.normalize("NFKC", typed)).upper()
    try:
        if len(letters) == _ORCID_LETTERS:
            mod_11_2.validate(letters)
            return "-".join(letters[start : start + 4] for start in range(0, _ORCID_LETTERS, 4))
    except NumberError:
        pass
    told = _("%(number)s is not an ORCID iD: check its 16 characters.")
    raise ValidationError(told, params={"number": text})


def validate_orcid(text: str) -> None:
    """Django validator form of `orcid_of`; only the usual form may be stored."""
    if orcid_of(text) != text:
        raise ValidationError(_("Write the ORCID iD as 0000-0000-0000-0000."))


def researcher_number_doubt(text: str) -> str:
    """What speaks against an e-Rad researcher number; empty where nothing does.

    The rule of its check digit is not official (BR-X-02), so this is told and never refused.
    """
    digits = to_digits(text)
    if not digits:
        return ""
    if not (len(digits) == 8 and digits.isdecimal()):
        return str(_("An e-Rad researcher number has 8 digits. It was stored as it was written."))
    check, *rest = map(int, digits)
    if check != sum(weight * digit for weight, digit in zip(_WEIGHTS, rest, strict=True)) % 10:
        return str(_("The first digit of the e-Rad researcher number does not fit the others. Compare it once more."))
    return ""
