"""The list of needs: its bounds, sorts and columns. Nothing here may tell what a sheet withholds (INV-03)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.visitors import Visitor
from hashiwatashi.matching.enums import Kind
from hashiwatashi.needs.disclosure import NeedSheet, sheet_for
from hashiwatashi.needs.enums import DisclosureLevel, NeedKind
from hashiwatashi.needs.models import Need
from hashiwatashi.needs.numbers import key_of
from hashiwatashi.web.exports import Column
from hashiwatashi.web.lists import Bounds, Catalogue, Sort


class NeedBounds(Bounds):
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All needs")), *NeedKind.choices])

    def conditions(self) -> Iterator[Q]:
        """Where an owner is withheld, neither its place nor its name can be asked for by bounds either."""
        named = Q(level__gte=DisclosureLevel.NAMED)
        for word in self.cleaned_data.get("text", "").split():
            text = Q(level__gte=DisclosureLevel.ANONYMOUS, text__icontains=word)
            owner = named & Q(owner__name__icontains=word)
            numbered = key_of(word)
            if numbered is not None:
                yield Q(pk=numbered)
                continue
            yield Q(title__icontains=word) | Q(sector__icontains=word) | text | owner
        if self.cleaned_data.get("prefecture"):
            yield named & Q(owner__prefecture=self.cleaned_data["prefecture"])
        if self.cleaned_data.get("kind"):
            yield Q(kind=self.cleaned_data["kind"])


def present(visitor: Visitor, need: Need) -> NeedSheet:
    """What the visitor may see of a need."""
    return sheet_for(need, visitor)


# Where a sheet withholds the day, its place in the order must not tell it either: it stands with those without one.
_SHOWN_DEADLINE = Case(When(level__gte=DisclosureLevel.ANONYMOUS, then=F("deadline")))


def _owner(sheet: NeedSheet) -> Any:
    return sheet.owner.name if sheet.owner else ""


CATALOGUE: Catalogue[Need] = Catalogue(
    kind=Kind.NEED,
    records=lambda visitor: Need.objects.visible_to(visitor).for_lists(),
    title=_("Needs"),
    lead=_("What firms, municipalities and residents look for. Names show only where their owners agreed."),
    template="needs/index.html",
    bounds=NeedBounds,
    sorts={
        "new": Sort(_("Newest first"), (F("published_on").desc(nulls_last=True), "pk")),
        "deadline": Sort(_("Wanted soonest first"), (_SHOWN_DEADLINE.asc(nulls_last=True), "pk")),
        "title": Sort(_("By title"), ("title", "pk")),
    },
    columns=(
        Column(_("identifier"), lambda n: n.uid),
        Column(_("title"), lambda n: n.title),
        Column(_("kind"), lambda n: n.kind.label),
        Column(_("in plain words"), lambda n: n.text),
        Column(_("sector"), lambda n: n.sector),
        Column(_("Registered by"), _owner),
        Column(_("where the partner should be"), lambda n: n.region_wish),
        Column(_("wanted by"), lambda n: n.deadline),
        Column(_("published on"), lambda n: n.published_on),
        Column(_("source page"), lambda n: n.source_url),
        Column(_("credit line"), lambda n: n.credit),
    ),
    present=present,
)
