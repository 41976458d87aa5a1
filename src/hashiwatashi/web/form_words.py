"""What is said of a field that is wrong: Django's messages in the words of this site."""

from django import forms
from django.utils.translation import gettext_lazy as _

#: Said anew by the catalogue, which goes before Django's own; without these lines nothing would collect them.
FORM_WORDS = (
    _("This field is required."),
    _("This field cannot be null."),
    _("This field cannot be blank."),
    _("Enter a valid email address."),
    _("Enter a whole number."),
    _("Enter a valid date."),
)
_CHOICES: tuple[type[forms.Field], ...] = (forms.ChoiceField, forms.ModelChoiceField)


def tell_to_choose() -> None:
    """Where one has to choose, nobody is told to write: for all forms, so that none can forget it."""
    for kind in _CHOICES:
        kind.default_error_messages = {**kind.default_error_messages, "required": _("Please choose.")}
