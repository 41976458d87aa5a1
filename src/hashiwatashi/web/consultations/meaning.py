"""Which institution somebody means: by its name or number, or chosen of those that a part of a name may mean."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from hashiwatashi.organisations.models import Organisation
from hashiwatashi.organisations.querysets import OrganisationQuerySet

# So many are offered.
_MOST_MEANT = 10


class InstitutionForm(forms.Form):
    """An institution by its name; of several that a part of a name may mean one is chosen."""

    # The field that names it.
    NAMED: ClassVar[str]

    def __init__(self, seen: OrganisationQuerySet, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._seen = seen
        typed = self.data.get(self.NAMED, "").strip()
        may_be = seen.providers().matching_name(typed) if typed and _found(typed, seen) is None else None
        offered = list(may_be.select_related("prefecture")[:_MOST_MEANT]) if may_be is not None else []
        self._meant = {str(one.uid): one for one in offered}
        if offered:
            choices = [(str(one.uid), _told(one)) for one in offered]
            self.fields["meant"] = forms.ChoiceField(
                label=_("Institutions of this name"), choices=choices, widget=forms.RadioSelect, required=False
            )
            self.order_fields([self.NAMED, "meant"])

    def named(self) -> Organisation:
        """The institution of that name or number, or the one that was chosen of several."""
        found = self._meant.get(self.data.get("meant", "")) or _found(self.cleaned_data[self.NAMED], self._seen)
        if found is None and self._meant:
            raise forms.ValidationError(_("Choose below which institution you mean."))
        if found is None:
            raise forms.ValidationError(_("There is no institution of this name. Write a part of it, or its number."))
        return found


def _told(one: Organisation) -> str:
    """A name, and what tells it from another."""
    return " ".join(filter(None, (one.name, str(one.prefecture or ""), one.corporate_number)))


def _found(text: str, seen: OrganisationQuerySet) -> Organisation | None:
    """The only one of a name or number; None for none, and for several."""
    typed = text.strip()
    named = seen.filter(uid=typed) if _is_uid(typed) else seen.named(typed)
    found = list(named[:2]) or list(seen.filter(corporate_number=typed)[:2])
    return found[0] if len(found) == 1 else None


def _is_uid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
