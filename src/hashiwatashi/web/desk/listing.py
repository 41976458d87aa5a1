"""What stands on the desk: the equipment an account may change, what of it waits for something, in which order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.enums import Disclosure
from hashiwatashi.equipment.enums import ExternalUse
from hashiwatashi.equipment.models import Equipment, EquipmentPhoto
from hashiwatashi.equipment.querysets import IN_USE, EquipmentQuerySet, unverified
from hashiwatashi.equipment.rules import owners_edited_by
from hashiwatashi.people.models import Account
from hashiwatashi.web.lists import Sort, containing

PAGE = 50
_LONGEST = 100
_TEXT_FIELDS = ("name", "name_kana", "name_en", "maker", "model", "place", "uses", "contact_desk")
_PHOTOS = EquipmentPhoto.objects.filter(equipment=OuterRef("pk"))


@dataclass(frozen=True, slots=True)
class Filter:
    """One thing to look for; ``holds`` is the condition on a day."""

    label: str | Promise
    holds: Callable[[date], Q]


FILTERS: Mapping[str, Filter] = {
    "all": Filter(_("All of it"), lambda day: Q()),
    # What the monthly notice counts, too.
    "unconfirmed": Filter(_("Not confirmed for a year"), lambda day: IN_USE & unverified(day)),
    "no-photo": Filter(_("Without a photo"), lambda day: IN_USE & ~Q(Exists(_PHOTOS))),
    "no-uses": Filter(_("Without uses"), lambda day: IN_USE & Q(uses="")),
    "ask": Filter(_("Outside use not stated"), lambda day: IN_USE & Q(external_use=ExternalUse.UNKNOWN)),
    "hidden": Filter(_("Not public"), lambda day: ~Q(disclosure=Disclosure.PUBLIC)),
}
SORTS: Mapping[str, Sort] = {
    "name": Sort(_("By name"), ("name", "pk")),
    "place": Sort(_("By place"), ("place", "name", "pk")),
    "class": Sort(_("By class"), ("equipment_class__large", "equipment_class__small", "name", "pk")),
    "confirmed": Sort(_("Longest unconfirmed first"), (F("verified_on").asc(nulls_first=True), "name", "pk")),
    "changed": Sort(_("Last changed first"), ("-updated_at", "pk")),
}


@dataclass(frozen=True, slots=True)
class View:
    """How somebody looks at the desk: what is shown, the words it contains, and the order."""

    show: str = "all"
    text: str = ""
    sort: str = "name"

    @classmethod
    def asked(cls, query: Mapping[str, Any], show: str = "show") -> View:
        """The view an address asks for; what it does not know is as if it were not there."""
        named, order = str(query.get(show, "")), str(query.get("sort", ""))
        text = " ".join(str(query.get("text", "")).replace("\0", "").split())[:_LONGEST]
        return cls(named if named in FILTERS else "all", text, order if order in SORTS else "name")

    def address(self, *, show: str = "show", **more: object) -> str:
        """The view as the query of an address; ``show`` is what the filter is called there."""
        own = {"text": self.text, "sort": "" if self.sort == "name" else self.sort}
        given = {show: self.show, **own, **more}
        return f"?{urlencode({name: value for name, value in given.items() if value not in ('', None)})}"

    def other(self, **changes: str) -> str:
        """The address of the same view with something else about it, back on its first page."""
        return View(**{"show": self.show, "text": self.text, "sort": self.sort, **changes}).address()

    def words(self) -> Q:
        """The condition that all words are there."""
        return reduce(and_, (containing(word, _TEXT_FIELDS) for word in self.text.split()), Q())

    def holds(self) -> Q:
        """The condition of the filter today."""
        return FILTERS[self.show].holds(timezone.localdate())

    def found(self, account: Account) -> EquipmentQuerySet:
        """The equipment in view, in its order."""
        return changeable_by(account).filter(self.words(), self.holds()).order_by(*SORTS[self.sort].order)


def changeable_by(account: Account) -> EquipmentQuerySet:
    """The equipment of the organisations whose equipment the account may change, retired and hidden too."""
    return Equipment.objects.visible_to(account).of_owners(owners_edited_by(account))


def counts(records: EquipmentQuerySet) -> dict[str, int]:
    """How many records each filter finds, in one query."""
    day = timezone.localdate()
    asked = {
        name.replace("-", "_"): Count("pk", filter=each.holds(day)) for name, each in FILTERS.items() if name != "all"
    }
    found = records.order_by().aggregate(all=Count("pk"), **asked)
    return {name: found[name.replace("-", "_")] for name in FILTERS}


def with_photos(records: EquipmentQuerySet) -> EquipmentQuerySet:
    """Records as the desk shows them, each with its ``photo_count``."""
    return records.for_lists().annotate(photo_count=Count("photos"))
