"""The list of organisations: its bounds, sorts and columns."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.folding import name_key
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.spelling import written_variants
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.organisations.models import Organisation, OrganisationName
from hashiwatashi.web.exports import Column
from hashiwatashi.web.lists import Bounds, Catalogue, Sort


class OrganisationBounds(Bounds):
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All kinds")), *OrganisationKind.choices]
    )

    TEXT_FIELDS = ("name", "name_en", "about", "address")

    def conditions(self) -> Iterator[Q]:
        yield from super().conditions()
        if self.cleaned_data.get("kind"):
            yield Q(kind=self.cleaned_data["kind"])

    def _contains(self, word: str) -> Q:
        """Spelling variants of names are folded, and former names count."""
        keys = {name_key(form) for form in written_variants(word)}
        named = reduce(or_, (Q(name_key__contains=key) for key in sorted(keys)))
        former = OrganisationName.objects.filter(named, organisation=OuterRef("pk"))
        return super()._contains(word) | named | Q(Exists(former))


CATALOGUE: Catalogue[Organisation] = Catalogue(
    kind=Kind.ORGANISATION,
    title=_("Organisations"),
    lead=_("Firms, universities, public labs, licensing organisations, agencies and municipalities."),
    template="lists/organisations.html",
    bounds=OrganisationBounds,
    sorts={
        "name": Sort(_("By name"), ("name_key", "pk")),
        "kind": Sort(_("By kind"), ("kind", "name_key", "pk")),
        "place": Sort(_("By prefecture"), ("prefecture", "name_key", "pk")),
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
