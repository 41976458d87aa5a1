"""What the lead's people write of a policy measure."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from hashiwatashi.organisations.models import Organisation
from hashiwatashi.regions.models import MOST_PARTNERS, Measure
from hashiwatashi.web.conflicts import VersionedForm


class MeasureForm(VersionedForm):
    class Meta:
        model = Measure
        fields = ("title", "text", "fiscal_year", "evidence", "disclosure")
        widgets: ClassVar = {
            "text": forms.Textarea(attrs={"rows": 6}),
            "evidence": forms.Textarea(attrs={"rows": 3}),
        }


class PartnersForm(forms.Form):
    """Partners by name, one a line: there are too many organisations for a list to choose from."""

    partners = forms.CharField(
        label=_("Partners"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One organisation a line, by its present or a former name."),
    )

    def clean_partners(self) -> list[Organisation]:
        """The organisations named; each line must name exactly one."""
        found = []
        lines = list(dict.fromkeys(filter(None, map(str.strip, self.cleaned_data["partners"].splitlines()))))
        if len(lines) > MOST_PARTNERS:
            raise forms.ValidationError(_("At most %(most)d partners."), params={"most": MOST_PARTNERS})
        for line in lines:
            named = list(Organisation.objects.visible_to(AnonymousUser()).named(line)[:2])
            if len(named) != 1:
                none, several = _("No organisation is called “%(name)s”."), _("Several are called “%(name)s”.")
                told = several if named else none
                self.add_error("partners", told % {"name": line})
            found += named[:1]
        return found

    @classmethod
    def of(cls, measure: Measure | None, sent: Any) -> PartnersForm:
        """The form with the partners of a measure filled in."""
        names = [part.organisation.name for part in measure.partnerships.all()] if measure else []
        return cls(sent, initial={"partners": "\n".join(names)})
