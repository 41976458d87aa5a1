"""The list of policy measures: its bounds, sorts and columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.enums import Disclosure
from hashiwatashi.matching.enums import Kind
from hashiwatashi.regions.enums import MeasureStage
from hashiwatashi.regions.models import Measure
from hashiwatashi.regions.querysets import overdue
from hashiwatashi.web.exports import Column
from hashiwatashi.web.formats import fiscal_year, list_of
from hashiwatashi.web.lists import Bounds, Catalogue, Sort


class MeasureBounds(Bounds):
    stage = forms.ChoiceField(
        label=_("Stage"), required=False, choices=[("", _("All stages")), *MeasureStage.choices]
    )
    year = forms.TypedChoiceField(label=_("Fiscal year"), required=False, coerce=int, empty_value=None)
    overdue = forms.BooleanField(label=_("Overdue only"), required=False)

    TEXT_FIELDS = ("title", "text", "evidence", "owner__name")
    PREFECTURE_FIELD = "owner__prefecture"

    def __init__(self, data: Mapping[str, Any], **options: Any) -> None:
        super().__init__(data, **options)
        # A hidden measure does not show by its year either.
        public = Measure.objects.filter(disclosure=Disclosure.PUBLIC)
        years = public.order_by("fiscal_year").values_list("fiscal_year", flat=True).distinct()
        self._choices("year").choices = [("", _("All years")), *((year, fiscal_year(year)) for year in years)]

    def conditions(self) -> Iterator[Q]:
        yield from super().conditions()
        if self.cleaned_data.get("stage"):
            yield Q(stage=self.cleaned_data["stage"])
        if self.cleaned_data.get("year"):
            yield Q(fiscal_year=self.cleaned_data["year"])
        if self.cleaned_data.get("overdue"):
            yield overdue(timezone.localdate())


def _partners(record: Measure) -> str:
    return list_of([part.organisation.name for part in record.partnerships.all()])


CATALOGUE: Catalogue[Measure] = Catalogue(
    kind=Kind.MEASURE,
    title=_("Policy measures"),
    lead=_("What ministries and regions set out to do, by when, and how far it is."),
    template="measures/index.html",
    bounds=MeasureBounds,
    records=lambda visitor: Measure.objects.visible_to(visitor).for_lists(),
    sorts={
        "year": Sort(_("Due first"), ("fiscal_year", "title", "pk")),
        "title": Sort(_("By title"), ("title", "pk")),
        "owner": Sort(_("By lead"), ("owner__name_key", "fiscal_year", "pk")),
        "new": Sort(_("Newest first"), ("-created_at", "pk")),
    },
    columns=(
        Column(_("identifier"), lambda m: m.uid),
        Column(_("title"), lambda m: m.title),
        Column(_("what is to be done"), lambda m: m.text),
        Column(_("lead organisation"), lambda m: m.owner),
        Column(_("Partners"), _partners),
        Column(_("fiscal year by whose end it is due"), lambda m: m.fiscal_year),
        Column(_("stage"), lambda m: m.get_stage_display()),
        Column(_("evidence"), lambda m: m.evidence),
        Column(_("source page"), lambda m: m.source_url),
        Column(_("credit line"), lambda m: m.credit),
    ),
)
