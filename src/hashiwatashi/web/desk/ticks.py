"""Which entries were ticked, and the way back to the desk."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from hashiwatashi.equipment.querysets import EquipmentQuerySet
from hashiwatashi.web.desk.listing import View, changeable_by
from hashiwatashi.web.visitors import account_of


def chosen(request: HttpRequest) -> EquipmentQuerySet:
    """The ticked records, as far as the account may change them."""
    return changeable_by(account_of(request)).filter(uid__in=_ticked(request))


def versions(request: HttpRequest) -> dict[UUID, int]:
    """The versions of the ticked records on which a check page was based; those it does not tell have none."""
    return {
        uid: int(version) for uid, version in _ticked(request).items() if version.isdecimal() and len(version) < 10
    }


def identifier(text: str) -> UUID | None:
    """The identifier that a text is, if it is one."""
    try:
        return UUID(text)
    except ValueError:
        return None


def back(request: HttpRequest, batch: UUID | None = None) -> HttpResponseBase:
    """Back to the desk as it was looked at, with the way to take ``batch`` back."""
    page = request.GET.get("page", "")
    query = View.asked(request.GET).address(page=page if page.isdecimal() else "", done=batch)
    return redirect(f"{reverse('desk-equipment')}{query}")


def _ticked(request: HttpRequest) -> dict[UUID, str]:
    """Identifier → version (empty on the desk itself); what is no identifier is left out."""
    pairs = (text.partition(":") for text in request.POST.getlist("chosen"))
    return {uid: version for text, _colon, version in pairs if (uid := identifier(text))}
