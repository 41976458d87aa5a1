"""The list of equipment: its bounds, sorts and columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hashiwatashi.equipment.classes import NO_CLASS, instruments_of_kind
from hashiwatashi.equipment.enums import USABLE, OperatingStatus
from hashiwatashi.equipment.models import Equipment, EquipmentClass
from hashiwatashi.equipment.querysets import VERIFICATION_LASTS
from hashiwatashi.equipment.vocabulary import vocabulary
from hashiwatashi.matching.containing import among, narrowed
from hashiwatashi.matching.enums import Kind
from hashiwatashi.web.exports import Column
from hashiwatashi.web.lists import Bounds, Catalogue, Sort

_UNCLASSED = (NO_CLASS, _("Without a class"))


class EquipmentBounds(Bounds):
    field = forms.ChoiceField(label=_("Large class"), required=False)
    instrument = forms.ChoiceField(label=_("Kind of instrument"), required=False)
    open_to_outsiders = forms.BooleanField(label=_("Open to outside users only"), required=False)
    confirmed = forms.BooleanField(label=_("Confirmed within a year only"), required=False)
    in_use = forms.BooleanField(label=_("Without retired ones"), required=False)

    TEXT_FIELDS = ("name", "name_en", "maker", "model", "uses", "owner__name")

    def __init__(self, data: Mapping[str, Any], **options: Any) -> None:
        super().__init__(data, **options)
        classes = EquipmentClass.objects.order_by("large").values_list("large", flat=True).distinct()
        self._choices("field").choices = [("", _("All classes")), *((name, name) for name in classes), _UNCLASSED]
        kinds = sorted((kind.label, key) for key, kind in vocabulary().kinds.items())
        named = ((key, label) for label, key in kinds)
        self._choices("instrument").choices = [("", _("All kinds")), *named, _UNCLASSED]

    def conditions(self) -> Iterator[Q]:
        yield narrowed(Kind.EQUIPMENT, self.cleaned_data.get("text", "").split())
        yield from super().conditions()
        if self.cleaned_data.get("field"):
            yield _of_class(self.cleaned_data["field"])
        if self.cleaned_data.get("instrument"):
            yield among(instruments_of_kind(self.cleaned_data["instrument"]))
        if self.cleaned_data.get("open_to_outsiders"):
            yield Q(external_use__in=USABLE)
        if self.cleaned_data.get("confirmed"):
            yield Q(verified_on__gte=timezone.localdate() - VERIFICATION_LASTS)
        if self.cleaned_data.get("in_use"):
            yield ~Q(status=OperatingStatus.RETIRED)


def _of_class(large: str) -> Q:
    return Q(equipment_class__isnull=True) if large == NO_CLASS else Q(equipment_class__large=large)


# Every column that can be edited comes back by an import of the file (`exchange.tables.equipment.returning`).
COLUMNS = (
    Column(_("identifier"), lambda e: e.uid),
    Column(_("name"), lambda e: e.name),
    Column(_("name in kana"), lambda e: e.name_kana),
    Column(_("name in English"), lambda e: e.name_en),
    Column(_("maker"), lambda e: e.maker),
    Column(_("model"), lambda e: e.model),
    Column(_("Large class"), lambda e: e.equipment_class.large if e.equipment_class else ""),
    Column(_("Small class"), lambda e: e.equipment_class.small if e.equipment_class else ""),
    Column(_("what it is used for"), lambda e: e.uses),
    Column(_("specification"), lambda e: e.specification),
    Column(_("owner"), lambda e: e.owner.name),
    Column(_("department"), lambda e: e.department),
    Column(_("prefecture"), lambda e: e.prefecture),
    Column(_("place"), lambda e: e.place),
    Column(_("outside use"), lambda e: e.get_external_use_display()),
    Column(_("terms of outside use"), lambda e: e.external_use_terms),
    Column(_("fees"), lambda e: e.fee_note),
    Column(_("status"), lambda e: e.get_status_display()),
    Column(_("acquired through"), lambda e: e.acquisition_programme),
    Column(_("acquired on"), lambda e: e.acquired_on),
    Column(_("last confirmed by the owner"), lambda e: e.verified_on),
    Column(_("contact desk"), lambda e: e.contact_desk),
    Column(_("phone"), lambda e: e.contact_phone),
    Column(_("mail"), lambda e: e.contact_mail),
    Column(_("disclosure class"), lambda e: e.get_disclosure_display()),
    Column(_("source page"), lambda e: e.source_url),
    Column(_("credit line"), lambda e: e.credit),
)

CATALOGUE: Catalogue[Equipment] = Catalogue(
    kind=Kind.EQUIPMENT,
    records=lambda visitor: Equipment.objects.visible_to(visitor).for_lists().prefetch_related("photos"),
    title=_("Equipment"),
    lead=_("Instruments and facilities that universities, public labs and institutes hold across the country."),
    template="equipment/index.html",
    bounds=EquipmentBounds,
    sorts={
        "name": Sort(_("By name"), ("name", "pk")),
        "owner": Sort(_("By owner"), ("owner__name_key", "name", "pk")),
        "confirmed": Sort(_("Last confirmed first"), (F("verified_on").desc(nulls_last=True), "name", "pk")),
        "new": Sort(_("Newest first"), ("-created_at", "pk")),
    },
    columns=COLUMNS,
)
