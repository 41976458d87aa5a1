"""What can be counted in each prefecture: how, in which unit, and which list shows the very records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.visitors import Visitor
from hashiwatashi.equipment.enums import USABLE
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.equipment.querysets import VERIFICATION_LASTS, EquipmentQuerySet
from hashiwatashi.funding.models import Call
from hashiwatashi.funding.querysets import CallQuerySet
from hashiwatashi.needs.enums import DisclosureLevel
from hashiwatashi.needs.models import Need
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.enums import ExpertKind
from hashiwatashi.people.models import Expert
from hashiwatashi.people.querysets import ExpertQuerySet
from hashiwatashi.technology.models import Seed
from hashiwatashi.web.organisations.listing import offering


@dataclass(frozen=True, slots=True)
class Counted:
    """What one prefecture has; of a share, ``number`` of ``base`` records."""

    number: int = 0
    base: int | None = None

    @property
    def value(self) -> float | None:
        """What is compared: the number, or percent; None where there is nothing to have a share of."""
        if self.base is None:
            return self.number
        return 100 * self.number / self.base if self.base else None


Rows = Iterable[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing to count.

    ``rows`` are, by one query behind the door, the code of each prefecture that has any, its number and, where
    ``is_share``, the number of which that is a part. The list ``list_name`` shows the same records within ``bounds``
    and the prefecture as ``place``. Where ``adds_up`` each record counts in one prefecture at most.
    """

    key: str
    label: str | Promise
    unit: str | Promise
    rows: Callable[[Visitor, str], Rows]
    list_name: str
    bounds: Mapping[str, str]
    place: str = "prefecture"
    adds_up: bool = True
    is_share: bool = False

    @property
    def is_of_equipment(self) -> bool:
        """Whether it can be counted for one class of equipment alone."""
        return self.list_name == "equipment-list"

    def counted(self, visitor: Visitor, large_class: str = "") -> dict[str | None, Counted]:
        """By code of the prefecture, None for what has none; prefectures without any are left out.

        ``large_class`` narrows what is equipment.
        """
        return {code: Counted(*numbers) for code, *numbers in self.rows(visitor, large_class)}

    def href(self, code: str, large_class: str = "") -> str:
        """The list of what is counted in a prefecture (of a share: its part)."""
        narrowed = {"field": large_class} if large_class and self.is_of_equipment else {}
        return f"{reverse(self.list_name)}?{urlencode({self.place: code, **self.bounds, **narrowed})}"


def _equipment(visitor: Visitor, large_class: str) -> EquipmentQuerySet:
    found = Equipment.objects.visible_to(visitor).not_retired().order_by()
    return found.filter(equipment_class__large=large_class) if large_class else found


def _open_equipment(visitor: Visitor, large_class: str) -> Rows:
    found = _equipment(visitor, large_class).open_to_outsiders()
    return found.values_list("prefecture").annotate(Count("pk"))


def _confirmed_equipment(visitor: Visitor, large_class: str) -> Rows:
    found = _equipment(visitor, large_class).confirmed_on(timezone.localdate())
    return found.values_list("prefecture").annotate(Count("pk"))


def _share(part: Callable[[], Q]) -> Callable[[Visitor, str], Rows]:
    """Those that fulfil a condition, among all equipment."""

    def rows(visitor: Visitor, large_class: str) -> Rows:
        found = _equipment(visitor, large_class).values_list("prefecture")
        return found.annotate(part=Count("pk", filter=part()), base=Count("pk"))

    return rows


def _seeds(visitor: Visitor, _class: str) -> Rows:
    found = Seed.objects.visible_to(visitor).order_by()
    return found.values_list("owner__prefecture").annotate(Count("pk"))


def _in_office(visitor: Visitor) -> ExpertQuerySet:
    return Expert.objects.visible_to(visitor).in_office_on(timezone.localdate()).order_by()


def _experts(visitor: Visitor, _class: str) -> Rows:
    return _in_office(visitor).values_list("areas").annotate(Count("pk"))


def _coordinators(visitor: Visitor, _class: str) -> Rows:
    found = _in_office(visitor).filter(kind=ExpertKind.COORDINATOR)
    return found.values_list("areas").annotate(Count("pk"))


def _open_calls(visitor: Visitor) -> CallQuerySet:
    return Call.objects.visible_to(visitor).open_at(timezone.now()).order_by()


def _local_calls(visitor: Visitor, _class: str) -> Rows:
    return _open_calls(visitor).filter(is_nationwide=False).values_list("areas").annotate(Count("pk"))


def _all_calls(visitor: Visitor, _class: str) -> Rows:
    """A nationwide call counts in each prefecture, whether it names any or none."""
    local = _open_calls(visitor).filter(is_nationwide=False, areas=OuterRef("pk")).values("areas")
    nationwide = _open_calls(visitor).filter(is_nationwide=True).values("is_nationwide")
    number = _number(local) + _number(nationwide)
    return Prefecture.objects.order_by().values_list("code").annotate(number=number)


def _number(grouped: Any) -> Coalesce:
    return Coalesce(Subquery(grouped.annotate(number=Count("pk")).values("number")), 0)


def _organisations(visitor: Visitor, _class: str) -> Rows:
    found = Organisation.objects.visible_to(visitor).filter(offering(visitor)).order_by()
    return found.values_list("prefecture").annotate(Count("pk"))


def _needs(visitor: Visitor, _class: str) -> Rows:
    """Only those whose owners agreed to be named: of the others not even the prefecture may be known (INV-03)."""
    named = Need.objects.visible_to(visitor).filter(level__gte=DisclosureLevel.NAMED).order_by()
    return named.values_list("owner__prefecture").annotate(Count("pk"))


_ITEMS, _PEOPLE, _PERCENT = _("items"), _("people"), "%"
_USED, _OPEN, _CONFIRMED = {"in_use": "on"}, {"open_to_outsiders": "on"}, {"confirmed": "on"}

INDICATORS: Mapping[str, Indicator] = {
    one.key: one
    for one in (
        Indicator(
            key="equipment",
            label=_("Equipment"),
            unit=_ITEMS,
            rows=lambda visitor, large: _equipment(visitor, large).values_list("prefecture").annotate(Count("pk")),
            list_name="equipment-list",
            bounds=_USED,
        ),
        Indicator(
            key="open",
            label=_("Equipment open to outsiders"),
            unit=_ITEMS,
            rows=_open_equipment,
            list_name="equipment-list",
            bounds={**_USED, **_OPEN},
        ),
        Indicator(
            key="open_share",
            label=_("Share of equipment open to outsiders"),
            unit=_PERCENT,
            rows=_share(lambda: Q(external_use__in=USABLE)),
            list_name="equipment-list",
            bounds={**_USED, **_OPEN},
            is_share=True,
        ),
        Indicator(
            key="confirmed",
            label=_("Equipment confirmed within a year"),
            unit=_ITEMS,
            rows=_confirmed_equipment,
            list_name="equipment-list",
            bounds={**_USED, **_CONFIRMED},
        ),
        Indicator(
            key="confirmed_share",
            label=_("Share of equipment confirmed within a year"),
            unit=_PERCENT,
            rows=_share(lambda: Q(verified_on__gte=timezone.localdate() - VERIFICATION_LASTS)),
            list_name="equipment-list",
            bounds={**_USED, **_CONFIRMED},
            is_share=True,
        ),
        Indicator(key="seeds", label=_("Seeds"), unit=_ITEMS, rows=_seeds, list_name="seed-list", bounds={}),
        Indicator(
            key="experts",
            label=_("Experts who cover the prefecture"),
            unit=_PEOPLE,
            rows=_experts,
            list_name="expert-list",
            bounds={},
            place="covering",
            adds_up=False,
        ),
        Indicator(
            key="coordinators",
            label=_("Coordinators who cover the prefecture"),
            unit=_PEOPLE,
            rows=_coordinators,
            list_name="expert-list",
            bounds={"kind": ExpertKind.COORDINATOR.value},
            place="covering",
            adds_up=False,
        ),
        Indicator(
            key="calls",
            label=_("Open calls, nationwide ones included"),
            unit=_ITEMS,
            rows=_all_calls,
            list_name="call-list",
            bounds={"open_now": "on"},
            adds_up=False,
        ),
        Indicator(
            key="local_calls",
            label=_("Open calls without nationwide ones"),
            unit=_ITEMS,
            rows=_local_calls,
            list_name="call-list",
            bounds={"open_now": "on", "without_nationwide": "on"},
            adds_up=False,
        ),
        Indicator(
            key="organisations",
            label=_("Organisations that offer something"),
            unit=_("bodies"),
            rows=_organisations,
            list_name="organisation-list",
            bounds={"offering": "on"},
        ),
        Indicator(
            key="needs",
            label=_("Published needs (with the owner's name)"),
            unit=_ITEMS,
            rows=_needs,
            list_name="need-list",
            bounds={},
        ),
    )
}
