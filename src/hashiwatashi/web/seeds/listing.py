"""The list of seeds: its bounds, sorts and columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.enums import Disclosure
from hashiwatashi.matching.enums import Kind
from hashiwatashi.technology.models import Seed
from hashiwatashi.web.exports import Column
from hashiwatashi.web.lists import Bounds, Catalogue, Sort


class SeedBounds(Bounds):
    field = forms.ChoiceField(label=_("Field"), required=False)

    TEXT_FIELDS = ("title", "title_en", "summary", "applications", "owner__name", "researcher__name")
    PREFECTURE_FIELD = "owner__prefecture"

    def __init__(self, data: Mapping[str, Any], **options: Any) -> None:
        super().__init__(data, **options)
        public = Seed.objects.filter(disclosure=Disclosure.PUBLIC)  # a hidden seed does not show by its field either
        fields = public.exclude(field="").order_by("field").values_list("field", flat=True).distinct()
        self._choices("field").choices = [("", _("All fields")), *((name, name) for name in fields[:500])]

    def conditions(self) -> Iterator[Q]:
        yield from super().conditions()
        if self.cleaned_data.get("field"):
            yield Q(field=self.cleaned_data["field"])


CATALOGUE: Catalogue[Seed] = Catalogue(
    kind=Kind.SEED,
    records=lambda visitor: Seed.objects.visible_to(visitor).for_lists(),
    title=_("Seeds"),
    lead=_("Research results and abilities that a firm could use."),
    template="seeds/index.html",
    bounds=SeedBounds,
    sorts={
        "title": Sort(_("By title"), ("title", "pk")),
        "owner": Sort(_("By owner"), ("owner__name_key", "title", "pk")),
        "new": Sort(_("Newest first"), ("-created_at", "pk")),
    },
    columns=(
        Column(_("identifier"), lambda s: s.uid),
        Column(_("title"), lambda s: s.title),
        Column(_("title in English"), lambda s: s.title_en),
        Column(_("in plain words"), lambda s: s.summary),
        Column(_("what it could be used for"), lambda s: s.applications),
        Column(_("field"), lambda s: s.field),
        Column(_("owner"), lambda s: s.owner),
        Column(_("researcher"), lambda s: s.researcher),
        Column(_("technology readiness (TRL)"), lambda s: s.trl),
        Column(_("business readiness (BRL)"), lambda s: s.brl),
        Column(_("source page"), lambda s: s.source_url),
        Column(_("credit line"), lambda s: s.credit),
    ),
)
