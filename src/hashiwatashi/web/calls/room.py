"""Calls for funding on pages: card, structured data, and where they are gathered."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.visitors import Visitor
from hashiwatashi.funding.models import Call
from hashiwatashi.funding.querysets import CallQuerySet
from hashiwatashi.matching.enums import Kind
from hashiwatashi.organisations.contacts import contact_of
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.web.formats import called, closing_day, list_of, yen
from hashiwatashi.web.jsonld import party
from hashiwatashi.web.rooms import Badge, Card, Room, present


def _card(record: Call) -> Card:
    return Card(
        kind=Kind.CALL,
        title=called(record),
        href=reverse("call-detail", args=[record.uid]),
        facts=present(limit_of(record), deadline_of(record), areas_of(record)),
        badges=(state_of(record),),
        owner=record.funder,
        prefecture=record.funder.prefecture if record.funder else None,
        contact=contact_of(record, record.funder),
        source_url=record.source_url,
    )


def _described(record: Call) -> dict[str, Any]:
    amount = {"@type": "MonetaryAmount", "maxValue": record.max_amount_yen, "currency": "JPY"}
    applying = {
        "@type": "Event",
        "name": record.title,
        "startDate": record.opens_at.isoformat() if record.opens_at else "",
        "endDate": record.closes_at.isoformat() if record.closes_at else "",
    }
    return {
        "@type": "MonetaryGrant",
        "name": record.title,
        "alternateName": record.title_en,
        "description": record.summary,
        "funder": party(record.funder) if record.funder else None,
        "amount": amount if record.max_amount_yen else None,
        "subjectOf": applying if record.opens_at or record.closes_at else None,
    }


def state_of(call: Call) -> Badge:
    """Whether applications are taken now."""
    now = timezone.now()
    if call.is_open_at(now):
        return Badge(_("Open now"), "good")
    return Badge(_("Not open yet") if call.opens_at and call.opens_at > now else _("No longer open"))


def limit_of(call: Call) -> str:
    """The upper limit in words; empty where the source states none."""
    if call.has_no_limit:
        return _("no upper limit")
    return _("up to %(amount)s") % {"amount": yen(call.max_amount_yen)} if call.max_amount_yen else ""


def deadline_of(call: Call) -> str:
    return _("until %(day)s") % {"day": closing_day(call.closes_at)} if call.closes_at else ""


def areas_of(call: Call) -> str:
    """Nationwide, or the prefectures; many of them are only counted."""
    areas = list(call.areas.all())
    if call.is_nationwide or not areas:
        return _("Nationwide") if call.is_nationwide else call.area_note
    if len(areas) > 4:
        return _("%(count)s prefectures") % {"count": len(areas)}
    return list_of([str(area) for area in areas])


def _of_organisation(whose: Organisation, visitor: Visitor) -> CallQuerySet:
    return Call.objects.visible_to(visitor).filter(funder=whose).for_lists()


def _in_area(whose: Prefecture, visitor: Visitor) -> CallQuerySet:
    """Those that take applications now, nationwide ones too."""
    here = Call.objects.visible_to(visitor).filter(Q(areas=whose) | Q(is_nationwide=True))
    return here.open_at(timezone.now()).distinct().for_lists()


ROOM = Room(
    kind=Kind.CALL,
    title=gettext_lazy("Calls for funding"),
    card=_card,
    described=_described,
    compared=("summary", "area_note", "employees_note", "max_amount_yen", "rate_note", "opens_at", "closes_at"),
    of_organisation=_of_organisation,
    in_area=_in_area,
    in_area_bounds="open_now=on",
)
