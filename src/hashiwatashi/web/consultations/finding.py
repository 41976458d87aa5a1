"""Finding a consultation in its lists: by words, by number, by field, and what stands where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.receipts import key_behind
from hashiwatashi.consultations.querysets import ConsultationQuerySet
from hashiwatashi.duties.models import Field

#: Where somebody lands who names no list: the first of these in which something stands.
FIRST = ("counted", "mine", "free", "offered", "open", "asked")
#: What is said of an empty list: what to do instead.
EMPTY = {
    "mine": _("You are in charge of none. Those that nobody has taken stand under “Nobody is in charge”."),
    "free": _("Somebody is in charge of each. What comes in next stands here."),
    "offered": _("No other institution offers you a question at present."),
    "handed_on": _("Your institution has handed nothing on to another."),
    "asked": _("You have not asked anything yet. Write a question down; it costs nothing."),
}
_TEXTS = ("topic", "text", "contact_firm", "contact_name", "firm__name")


class FindForm(forms.Form):
    """Bounds of the list."""

    q = forms.CharField(label=_("Words or receipt number"), max_length=100, required=False)
    field = forms.ModelChoiceField(
        label=_("Field"),
        queryset=Field.objects.all(),
        required=False,
        to_field_name="code",
        empty_label=_("All fields"),
    )

    def __init__(self, sent: Mapping[str, Any]) -> None:
        super().__init__(sent)
        self.is_valid()

    @property
    def told(self) -> dict[str, str]:
        """What of the address bounds the list."""
        return {name: self.data[name] for name in self.cleaned_data if self.data.get(name)}

    @property
    def address(self) -> str:
        """The same for the addresses of other lists."""
        return urlencode(self.told)

    def narrowed(self, records: ConsultationQuerySet) -> ConsultationQuerySet:
        """Those that have every word, or bear the number, and are of the field."""
        for word in self.cleaned_data.get("q", "").split():
            named = Q(pk=key) if (key := key_behind("C", word)) else Q()
            for name in () if named else _TEXTS:
                named |= Q(**{f"{name}__icontains": word})
            records = records.filter(named)
        field = self.cleaned_data.get("field")
        return records.filter(field=field) if field else records


def first_of(numbers: Mapping[str, int]) -> str:
    """The list that is shown at first: one in which something waits, else the first."""
    return next((name for name in FIRST if numbers.get(name)), next(iter(numbers)))
