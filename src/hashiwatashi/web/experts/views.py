"""Pages of the experts."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from hashiwatashi.matching.enums import Kind
from hashiwatashi.people.models import Expert
from hashiwatashi.web import details, lists
from hashiwatashi.web.experts.listing import CATALOGUE
from hashiwatashi.web.formats import list_of
from hashiwatashi.web.permissions import public

_WHAT = ("kind", "headline", "field", "profile", "track_record")
_TERM = ("since", "until")
_PERSON = ("name_kana", "name_en", "orcid", "researchmap")
_ORIGIN = ("source", "source_url", "credit", "uid", "updated_at")
# An expert is asked about needs, equipment and seeds; other experts of the same field help when this one is busy.
_KINDS = (Kind.EXPERT, Kind.EQUIPMENT, Kind.SEED, Kind.NEED)


@public
def index(request: HttpRequest) -> HttpResponseBase:
    """All experts in office whom the visitor may see."""
    return lists.answer(request, CATALOGUE)


@public
def detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One expert: speciality, field, record and profile (BR-M-06)."""
    record = get_object_or_404(Expert.objects.visible_to(request.user).for_lists(), uid=uid)
    areas = [str(area) for area in record.areas.all()]
    covered = [details.Fact(_("areas covered"), list_of(areas))] if areas else []
    sections = [
        (_("What to ask about"), [*details.facts(record, *_WHAT), *covered]),
        (
            _("Post"),
            [details.organisation_fact(_("Organisation"), record.organisation), *details.facts(record, *_TERM)],
        ),
        (_("Person"), list(details.facts(record.person, *_PERSON))),
    ]
    text = f"{record.headline} {record.field} {record.profile}"
    return details.show(
        request,
        "experts/detail.html",
        record,
        sections=sections,
        origin=list(details.facts(record, *_ORIGIN)),
        likenesses=details.similar(request, record, text, _KINDS),
        may_change=request.user.has_perm("hashiwatashi.change_expert", record),
    )
