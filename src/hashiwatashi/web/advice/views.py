"""Where somebody with a question turns to a person: the coordinators and counters of a prefecture (R-60)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.enums import ExpertKind
from hashiwatashi.people.models import Expert
from hashiwatashi.web.permissions import public
from hashiwatashi.web.rooms import card_of
from hashiwatashi.web.visitors import home_of

# Who has a counter at which firms are advised.
_COUNTERS = (OrganisationKind.PUBLIC_LAB, OrganisationKind.COORDINATION_OFFICE, OrganisationKind.TLO)


@public
def advice(request: HttpRequest) -> HttpResponse:
    """The coordinators in office for the visitor's prefecture and the counters there; all of both without one.

    Another prefecture can be asked for by ``?prefecture=04``, all of Japan by any other value.
    """
    prefectures = list(Prefecture.objects.all())
    chosen = request.GET.get("prefecture")
    asked = next((area for area in prefectures if area.code == chosen), None)
    area = home_of(request) if chosen is None else asked
    experts = Expert.objects.visible_to(request.user).in_office_on(timezone.localdate()).for_lists()
    coordinators = experts.filter(kind=ExpertKind.COORDINATOR)
    counters = Organisation.objects.visible_to(request.user).active().filter(kind__in=_COUNTERS).for_lists()
    if area:
        coordinators, counters = coordinators.filter(areas=area), counters.filter(prefecture=area)
    context = {
        "area": area,
        "prefectures": prefectures,
        "coordinators": list(coordinators[:50]),
        "counters": [card_of(record) for record in counters.order_by("name", "pk")[:50]],
    }
    return render(request, "advice/advice.html", context)
