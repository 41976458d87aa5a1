"""The list of organisations: its bounds, sorts and columns."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.folding import name_key
from hashiwatashi.common.visitors import Visitor
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.funding.models import Call
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.spelling import written_variants
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.organisations.models import Organisation, OrganisationName
from hashiwatashi.people.models import Expert
from hashiwatashi.technology.models import Seed
from hashiwatashi.web.exports import Column
from hashiwatashi.web.lists import Bounds, Catalogue, Sort


class OrganisationBounds(Bounds):
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All kinds")), *OrganisationKind.choices]
    )
    offering = forms.BooleanField(label=_("Offering something only"), required=False)

    TEXT_FIELDS = ("name", "name_en", "about", "address")

    def conditions(self) -> Iterator[Q]:
        yield from super().conditions()
        if self.cleaned_data.get("kind"):
            yield Q(kind=self.cleaned_data["kind"])
        if self.cleaned_data.get("offering"):
            yield Q(has_offers=1)

    def _contains(self, word: str) -> Q:
        """Spelling variants of names are folded, and former names count."""
        keys = {name_key(form) for form in written_variants(word)}
        named = reduce(or_, (Q(name_key__contains=key) for key in sorted(keys)))
        former = OrganisationName.objects.filter(named, organisation=OuterRef("pk"))
        return super()._contains(word) | named | Q(Exists(former))


# How a name is read; where that is not known, as it is written.
_READING = Coalesce(NullIf("name_kana", Value("")), "name_key")
_OFFERS: tuple[tuple[str, Any, str], ...] = (
    ("offered_equipment", Equipment, "owner"),
    ("offered_seeds", Seed, "owner"),
    ("offered_experts", Expert, "organisation"),
    ("offered_calls", Call, "funder"),
)


def with_offers(records: QuerySet[Organisation], visitor: Visitor) -> QuerySet[Organisation]:
    """Organisations with what the visitor may see of their offers: the number of each kind, and whether any."""
    numbers = {}
    for name, offered, holder in _offered(visitor):
        counted = offered.values(holder).annotate(number=Count("pk")).values("number")
        numbers[name] = Coalesce(Subquery(counted), 0)
    return records.annotate(**numbers, has_offers=Case(When(offering(visitor), then=1), default=0))


def offering(visitor: Visitor) -> Q:
    """The condition that an organisation offers something that the visitor may see."""
    return reduce(or_, (Q(Exists(offered)) for _name, offered, _holder in _offered(visitor)))


def _offered(visitor: Visitor) -> Iterator[tuple[str, QuerySet[Any], str]]:
    """What an organisation that a query is about offers, kind by kind, and the name of the link to it."""
    for name, model, holder in _OFFERS:
        yield name, model.objects.visible_to(visitor).filter(**{holder: OuterRef("pk")}).order_by(), holder


CATALOGUE: Catalogue[Organisation] = Catalogue(
    kind=Kind.ORGANISATION,
    records=lambda visitor: with_offers(Organisation.objects.visible_to(visitor).for_lists(), visitor),
    title=_("Organisations"),
    lead=_("Firms, universities, public labs, licensing organisations, agencies and municipalities."),
    template="organisations/index.html",
    bounds=OrganisationBounds,
    sorts={
        # Registers hold thousands that only have a name: whoever has something to offer comes first.
        "offers": Sort(_("Who offers something first"), ("-has_offers", _READING, "pk")),
        "name": Sort(_("By reading"), (_READING, "pk")),
        "kind": Sort(_("By kind"), ("kind", _READING, "pk")),
        "place": Sort(_("By prefecture"), ("prefecture", _READING, "pk")),
    },
    columns=(
        Column(_("identifier"), lambda o: o.uid),
        Column(_("corporate number"), lambda o: o.corporate_number),
        Column(_("name"), lambda o: o.name),
        Column(_("name in kana"), lambda o: o.name_kana),
        Column(_("name in English"), lambda o: o.name_en),
        Column(_("kind"), lambda o: o.get_kind_display()),
        Column(_("status"), lambda o: o.get_status_display()),
        Column(_("successor"), lambda o: o.successor),
        Column(_("prefecture"), lambda o: o.prefecture),
        Column(_("municipality"), lambda o: o.municipality.name if o.municipality else ""),
        Column(_("address"), lambda o: o.address),
        Column(_("website"), lambda o: o.website),
        Column(_("phone"), lambda o: o.contact_phone),
        Column(_("mail"), lambda o: o.contact_mail),
    ),
)
