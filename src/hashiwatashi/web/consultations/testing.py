"""Asking for a commissioned test with an instrument: the address names it, and its institution answers first.

What the address says is input like any other: an instrument that the visitor may not see is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.consultations.enums import ConsultationKind
from hashiwatashi.consultations.promises import Promise, answering, promise_of
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.organisations.mergers import heir_of
from hashiwatashi.web.formats import called

_MOST = 200


def instrument_named(request: HttpRequest) -> Equipment | None:
    """The instrument with which a test is wanted; None where the address names none that the visitor sees."""
    try:
        uid = UUID(request.GET.get("test", ""))
    except ValueError:
        return None
    return Equipment.objects.visible_to(request.user).select_related("owner").filter(uid=uid).first()


def topic_for(instrument: Equipment) -> str:
    """What the question is about, to begin with."""
    names = {"name": called(instrument), "institution": called(instrument.owner)}
    return (_("Commissioned test with %(name)s (%(institution)s)") % names)[:_MOST]


def its_own_first(found: Sequence[Promise], instrument: Equipment, told: dict[str, Any]) -> list[Promise]:
    """Who may answer, the institution of the instrument before all others if anybody acts for it here."""
    owner = heir_of(instrument.owner)
    own = [one for one in found if one.organisation == owner]
    if not own and answering([owner]):
        code = told["field"].code if told["field"] else ""
        own = [promise_of(owner, ConsultationKind(told["kind"]), told["place"], code, timezone.localdate())]
    return own + [one for one in found if one.organisation != owner]
