"""Corporate numbers (法人番号)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import ValidationError as NumberError
from stdnum.jp import cn

from hashiwatashi.common.folding import to_digits


def corporate_number(text: str) -> str:
    """The 13 digits of a corporate number, however it was typed.

    Raises `ValidationError` when the length or the check digit is wrong. The check digit cannot see 0 and 9
    swapped (BR-X-01), so the name is to be looked at as well.
    """
    try:
        return str(cn.validate(to_digits(text)))
    except NumberError as error:
        raise ValidationError(
            _("%(number)s is not a corporate number: check its 13 digits."), params={"number": text}
        ) from error


def validate_corporate_number(text: str) -> None:
    """Django validator form of `corporate_number`."""
    corporate_number(text)
