"""The list of past consultations: its bounds, sorts and columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hashiwatashi.consultations.enums import ConsultationKind
from hashiwatashi.consultations.models import PastCase
from hashiwatashi.duties.models import Field
from hashiwatashi.matching.enums import Kind
from hashiwatashi.web.exports import Column
from hashiwatashi.web.lists import Bounds, Catalogue, Sort


class PastBounds(Bounds):
    field = forms.ChoiceField(label=_("field"), required=False)
    kind = forms.ChoiceField(
        label=_("kind"), required=False, choices=[("", _("All kinds")), *ConsultationKind.choices]
    )

    TEXT_FIELDS = ("topic", "text", "result")

    def __init__(self, data: Mapping[str, Any], **options: Any) -> None:
        super().__init__(data, **options)
        self._choices("field").choices = [("", _("All fields")), *((str(f.uid), f.name) for f in Field.objects.all())]

    def conditions(self) -> Iterator[Q]:
        yield from super().conditions()
        if self.cleaned_data.get("field"):
            yield Q(field__uid=self.cleaned_data["field"])
        if self.cleaned_data.get("kind"):
            yield Q(kind=self.cleaned_data["kind"])


CATALOGUE: Catalogue[PastCase] = Catalogue(
    kind=Kind.PAST,
    title=_("Past consultations"),
    lead=_("What your institution was asked before, and what helped. Nobody else finds these."),
    template="past/index.html",
    bounds=PastBounds,
    records=lambda visitor: PastCase.objects.visible_to(visitor).for_lists(),
    sorts={
        "new": Sort(_("Closed last"), ("-closed_at", "pk")),
        "title": Sort(_("By title"), ("topic", "pk")),
    },
    columns=(
        Column(_("Receipt number"), lambda one: one.number),
        Column(_("topic"), lambda one: one.topic),
        Column(_("not to be disclosed"), lambda one: one.secrecy),
        Column(_("in plain words"), lambda one: one.text),
        Column(_("What was answered"), lambda one: one.answered),
        Column(_("what helped"), lambda one: one.result),
        Column(_("field"), lambda one: one.field),
        Column(_("prefecture"), lambda one: one.prefecture),
        Column(_("held by"), lambda one: one.holder),
        Column(_("closed"), lambda one: timezone.localtime(one.closed_at).date()),
    ),
)
