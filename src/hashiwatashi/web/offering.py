"""A text field that offers what may be written, and a place by what people write."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hashiwatashi.areas.models import Municipality, Prefecture
from hashiwatashi.areas.reading import read_place
from hashiwatashi.web.visitors import home_of

_NOT_KNOWN = gettext_lazy(
    "No such place is known. Write the prefecture first, or the town with it: Sendai, Miyagi. The prefecture alone, "
    "Miyagi, is enough."
)


class OfferingInput(forms.TextInput):
    """A line of text; ``offered`` are offered by the browser while somebody types, and anything may be written."""

    offered: Iterable[str] = ()

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The field with its list."""
        offered = [(one,) for one in self.offered]
        if not offered:
            return super().render(name, value, attrs, renderer)
        key = f"{(attrs or {}).get('id', name)}-offered"
        field = super().render(name, value, {**(attrs or {}), "list": key}, renderer)
        options = format_html_join("", '<option value="{}"></option>', offered)
        return format_html('{}<datalist id="{}">{}</datalist>', field, key, options)


class PlaceField(forms.CharField):
    """A prefecture or municipality as people write it (`read_place`); offers the prefectures and those at home."""

    widget = OfferingInput
    #: The prefecture that was understood alone, of a town that is not registered; for the page to say so.
    rough: Prefecture | None = None

    def offer(self, home: Prefecture | None) -> None:
        """Offer all prefectures, and the municipalities of one."""
        names = [area.name for area in Prefecture.objects.all()]
        towns = Municipality.objects.select_related("prefecture").filter(prefecture=home) if home else ()
        self._offered(names + [str(town) for town in towns])

    def clean(self, value: Any) -> Any:
        """The `Place`; an error tells those that it may mean."""
        text = super().clean(value)
        if not text:
            return None
        found = read_place(text)
        if found.offered:
            self._offered(found.offered)
            told = _("Which do you mean: %(names)s?") % {"names": _(", ").join(found.offered)}
            raise forms.ValidationError(told)
        if found.place is None:
            raise forms.ValidationError(_NOT_KNOWN)
        self.rough = found.place[0] if found.is_rough else None
        return found.place

    def _offered(self, names: Iterable[str]) -> None:
        assert isinstance(self.widget, OfferingInput)
        self.widget.offered = names


def offer_places(form: forms.BaseForm, request: HttpRequest) -> None:
    """Offer prefectures, and the municipalities of the visitor's own, where the form asks for a place."""
    place = form.fields["place"]
    assert isinstance(place, PlaceField)
    place.offer(home_of(request))
