"""The list of experts: its bounds, sorts and columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hashiwatashi.matching.enums import Kind
from hashiwatashi.people.enums import ExpertKind
from hashiwatashi.people.models import Expert
from hashiwatashi.web.exports import Column
from hashiwatashi.web.formats import list_of
from hashiwatashi.web.lists import Bounds, Catalogue, Sort


class ExpertBounds(Bounds):
    kind = forms.ChoiceField(
        label=_("What for"), required=False, choices=[("", _("All experts")), *ExpertKind.choices]
    )
    covering = forms.ChoiceField(label=_("Area covered"), required=False)

    TEXT_FIELDS = ("person__name", "headline", "profile", "track_record", "field", "organisation__name")
    PREFECTURE_FIELD = "organisation__prefecture"

    def __init__(self, data: Mapping[str, Any], **options: Any) -> None:
        super().__init__(data, **options)
        self._choices("covering").choices = self._choices("prefecture").choices

    def conditions(self) -> Iterator[Q]:
        yield from super().conditions()
        if self.cleaned_data.get("kind"):
            yield Q(kind=self.cleaned_data["kind"])
        if self.cleaned_data.get("covering"):
            # Exists keeps each expert once.
            areas = Expert.areas.through.objects.filter(
                expert_id=OuterRef("pk"), prefecture_id=self.cleaned_data["covering"]
            )
            yield Q(Exists(areas))


CATALOGUE: Catalogue[Expert] = Catalogue(
    kind=Kind.EXPERT,
    records=lambda visitor: Expert.objects.visible_to(visitor).in_office_on(timezone.localdate()).for_lists(),
    title=_("Experts"),
    lead=_("Coordinators, industry experts, connoisseurs, researchers and advisers, with what they did."),
    template="experts/index.html",
    bounds=ExpertBounds,
    sorts={
        "name": Sort(_("By person's name"), ("person__name_kana", "person__name", "pk")),
        "organisation": Sort(_("By organisation"), ("organisation__name_key", "person__name_kana", "pk")),
        "new": Sort(_("Newest first"), ("-created_at", "pk")),
    },
    columns=(
        Column(_("identifier"), lambda e: e.uid),
        Column(_("Person's name"), lambda e: e.person.name),
        Column(_("name in kana"), lambda e: e.person.name_kana),
        Column(_("kind"), lambda e: e.get_kind_display()),
        Column(_("organisation"), lambda e: e.organisation.name),
        Column(_("speciality in one line"), lambda e: e.headline),
        Column(_("field"), lambda e: e.field),
        Column(_("areas covered"), lambda e: list_of([str(area) for area in e.areas.all()])),
        Column(_("mail"), lambda e: e.contact_mail),
        Column(_("phone"), lambda e: e.contact_phone),
    ),
)
