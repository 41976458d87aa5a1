"""What the lead's people write of a policy measure."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.calendar import fiscal_year_of
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.regions.models import FIRST_YEAR, LAST_YEAR, MOST_PARTNERS, Measure
from hashiwatashi.web.conflicts import VersionedForm


class MeasureForm(VersionedForm):
    fiscal_year = forms.CharField(
        label=_("fiscal year by whose end it is due"), max_length=20, help_text=_("2026, 令和8年度 or R8.")
    )

    class Meta:
        model = Measure
        fields = ("title", "text", "fiscal_year", "evidence", "disclosure")
        widgets: ClassVar = {
            "text": forms.Textarea(attrs={"rows": 6}),
            "evidence": forms.Textarea(attrs={"rows": 3}),
        }

    def clean_fiscal_year(self) -> int:
        """As offices write it."""
        year = fiscal_year_of(self.cleaned_data["fiscal_year"])
        if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
            raise forms.ValidationError(_("This is no fiscal year. Write 2026 or 令和8年度."))
        return year


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
