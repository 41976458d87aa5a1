"""What Django says of a field that is wrong, kept for the catalogue: there it is said in the words of this site.

The catalogue of the site goes before Django's; without these lines nothing would collect them.
"""

from django.utils.translation import gettext_lazy as _

FORM_WORDS = (
    _("This field is required."),
    _("This field cannot be null."),
    _("This field cannot be blank."),
    _("Enter a valid email address."),
    _("Enter a whole number."),
    _("Enter a valid date."),
)
