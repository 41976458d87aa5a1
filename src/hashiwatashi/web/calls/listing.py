"""The list of calls for funding: its bounds, sorts and columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hashiwatashi.funding.models import Call
from hashiwatashi.matching.enums import Kind
from hashiwatashi.web.calls.room import areas_of, state_of
from hashiwatashi.web.exports import Column
from hashiwatashi.web.formats import in_files
from hashiwatashi.web.lists import Bounds, Catalogue, Sort


class CallBounds(Bounds):
    open_now = forms.BooleanField(label=_("Open now only"), required=False)
    without_nationwide = forms.BooleanField(label=_("Without nationwide ones"), required=False)

    TEXT_FIELDS = ("title", "title_en", "summary", "industries_note", "funder__name")

    def conditions(self) -> Iterator[Q]:
        for word in self.cleaned_data.get("text", "").split():
            yield self._contains(word)
        if self.cleaned_data.get("prefecture"):
            # A nationwide call is a call for this prefecture too. Exists keeps each call once.
            areas = Call.areas.through.objects.filter(
                call_id=OuterRef("pk"), prefecture_id=self.cleaned_data["prefecture"]
            )
            yield Q(Exists(areas)) | Q(is_nationwide=True)
        if self.cleaned_data.get("without_nationwide"):
            yield Q(is_nationwide=False)
        if self.cleaned_data.get("open_now"):
            now = timezone.now()
            started = Q(opens_at__isnull=True) | Q(opens_at__lte=now)
            yield started & (Q(closes_at__isnull=True) | Q(closes_at__gt=now))


def open_first() -> tuple[Any, ...]:
    """What can be applied for now by its deadline, then what opens later, then what is over, the latest first."""
    now = timezone.now()
    is_over = Q(closes_at__lte=now)
    state = Case(When(is_over, then=2), When(opens_at__gt=now, then=1), default=0)
    passed = Case(When(is_over, then=F("closes_at")))
    return (state, passed.desc(nulls_first=True), F("closes_at").asc(nulls_last=True), "title", "pk")


CATALOGUE: Catalogue[Call] = Catalogue(
    kind=Kind.CALL,
    records=lambda visitor: Call.objects.visible_to(visitor).for_lists(),
    title=_("Calls for funding"),
    lead=_("Subsidies and grants by ministries, agencies, prefectures and municipalities."),
    template="calls/index.html",
    bounds=CallBounds,
    sorts={
        "next": Sort(_("Open ones first, next deadline first"), open_first),
        "late": Sort(_("Latest deadline first"), (F("closes_at").desc(nulls_first=True), "title", "pk")),
        "soon": Sort(_("Earliest deadline first"), (F("closes_at").asc(nulls_last=True), "title", "pk")),
        "amount": Sort(_("Largest amount first"), (F("max_amount_yen").desc(nulls_last=True), "title", "pk")),
        "title": Sort(_("By title"), ("title", "pk")),
    },
    columns=(
        Column(_("identifier"), lambda c: c.uid),
        Column(_("title"), lambda c: c.title),
        Column(_("funder"), lambda c: c.funder),
        Column(_("state"), lambda c: state_of(c).text),
        Column(_("opens"), lambda c: in_files(c.opens_at)),
        Column(_("closes"), lambda c: in_files(c.closes_at)),
        Column(_("upper limit (yen)"), lambda c: c.max_amount_yen),
        Column(_("rate as published"), lambda c: c.rate_note),
        Column(_("areas"), areas_of),
        Column(_("industries as published"), lambda c: c.industries_note),
        Column(_("firm size as published"), lambda c: c.employees_note),
        Column(_("source page"), lambda c: c.source_url),
        Column(_("credit line"), lambda c: c.credit),
    ),
)
