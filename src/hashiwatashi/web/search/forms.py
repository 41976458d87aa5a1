"""What can be asked on the search page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.matching.answers import Filters
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.wishes import Wish
from hashiwatashi.web.addresses import tidy

# A page of plain words; as an address it stays within what web servers take.
LONGEST = 3000
_DEEPEST = 980
_MOST_FIELDS, _LONGEST_FIELD = 20, 200


_SWITCHES = ("open_to_outsiders", "open_calls", "literally", "broadly")
_CHOICES = ("kind", "prefecture", "field", "ignore")


def _said(query: QueryDict) -> QueryDict:
    """The query without what is switched off or chosen as nothing; what is switched on says so in one way."""
    for name in _SWITCHES:
        if name in query:
            is_on = str(query[name]).lower() not in {"", "0", "off", "false", "no"}
            query.setlist(name, ["on"] if is_on else [])
            if not is_on:
                del query[name]
    for name in _CHOICES:
        if name in query:
            query.setlist(name, [value for value in query.getlist(name) if value])
    return query


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Write in your own words what you need"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "enterkeyhint": "search"}),
        error_messages={
            "max_length": _("Please shorten the text to %(limit_value)d characters; it has %(show_value)d.")
        },
    )
    kind = forms.MultipleChoiceField(choices=Kind.choices, required=False)
    prefecture = forms.MultipleChoiceField(required=False)
    open_to_outsiders = forms.BooleanField(label=_("Outsiders may use it"), required=False)
    open_calls = forms.BooleanField(label=_("Calls open now"), required=False)
    literally = forms.BooleanField(label=_("Exact words only"), required=False)
    broadly = forms.BooleanField(label=_("Also what shares only some words"), required=False)
    ignore = forms.MultipleChoiceField(choices=[(wish.value, wish.value) for wish in Wish], required=False)
    offset = forms.IntegerField(min_value=0, max_value=_DEEPEST, required=False)

    def __init__(
        self,
        data: QueryDict,
        prefectures: Sequence[Prefecture],
        offered: tuple[Kind, ...] = tuple(Kind),
        **options: Any,
    ) -> None:
        """``offered`` are the kinds that the visitor can look for; of others nothing is found."""
        self.offered = offered
        self.query = _said(tidy(data))
        super().__init__(self.query, **options)
        # A browser would cut what is pasted without a word; the page counts instead, and the server refuses.
        del self.fields["q"].widget.attrs["maxlength"]
        areas = self.fields["prefecture"]
        assert isinstance(areas, forms.MultipleChoiceField)
        areas.choices = [(area.code, str(area)) for area in prefectures]

    def clean(self) -> dict[str, Any]:
        """Fields are free words of the catalogue: only their number and length are bounded."""
        fields = self.query.getlist("field")
        if len(fields) > _MOST_FIELDS or any(len(field) > _LONGEST_FIELD for field in fields):
            raise forms.ValidationError(_("Choose at most %(number)d fields.") % {"number": _MOST_FIELDS})
        return self.cleaned_data

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is asked: no words and no bounds. The form must be valid."""
        return not any(self.cleaned_data.values()) and not self.query.getlist("field")

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds asked for; all where none is. Who asks for open calls alone is not shown instruments."""
        chosen = set(self.cleaned_data["kind"])
        if not chosen and self.cleaned_data["open_calls"]:
            return (Kind.CALL,)
        return tuple(kind for kind in self.offered if not chosen or kind in chosen)

    @property
    def asks_for_all(self) -> bool:
        """Whether no kind is left out. The form must be valid."""
        return self.kinds == self.offered

    def filters(self) -> Filters:
        """The bounds for matching; each was set by the visitor (R-32)."""
        return Filters(
            literally=self.cleaned_data["literally"],
            broadly=self.cleaned_data["broadly"],
            ignored=frozenset(self.cleaned_data["ignore"]),
            prefectures=tuple(self.cleaned_data["prefecture"]),
            fields=tuple(self.query.getlist("field")),
            open_to_outsiders=self.cleaned_data["open_to_outsiders"],
            open_calls_at=timezone.now() if self.cleaned_data["open_calls"] else None,
        )
