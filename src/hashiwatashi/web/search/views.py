"""The search page: a need in plain words, and everything in the country that may answer it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.duties.enums import Function
from hashiwatashi.duties.models import Duty
from hashiwatashi.duties.who import Asked, who_answers
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.matching.answers import Answer
from hashiwatashi.matching.registry import offered_to
from hashiwatashi.matching.searchable import NATIONWIDE, UNKNOWN
from hashiwatashi.matching.slips import put_right
from hashiwatashi.matching.suggest import suggest
from hashiwatashi.people.enums import ExpertKind
from hashiwatashi.people.models import Expert
from hashiwatashi.web.addresses import with_only, without_values
from hashiwatashi.web.details import coordinators_for
from hashiwatashi.web.permissions import public
from hashiwatashi.web.search.cautions import caution
from hashiwatashi.web.search.facets import chips, facets, is_narrowed, map_links, strip
from hashiwatashi.web.search.forms import SearchForm
from hashiwatashi.web.search.sections import leading_on, page_size, recommended, sections, without_answer
from hashiwatashi.web.tilemap import tile_map
from hashiwatashi.web.visitors import home_of

# What people really type, so that nobody faces an empty field without an idea.
EXAMPLES = (
    _("Find out what the small specks on our product are"),
    _("See pores inside a casting without cutting it"),
    _("Iron parts rust quickly near the sea; we want a coating that lasts"),
    _("Measure the radio noise that our product gives off"),
    _("Make the grains of a powder all the same size"),
    _("A subsidy that a small firm can use to try out a new product"),
)


@public
def search(request: HttpRequest) -> HttpResponse:
    """Ask in plain words. An anonymous look leaves nothing in the database."""
    prefectures = list(Prefecture.objects.all())
    form = SearchForm(request.GET, prefectures, offered_to(request.user))
    home = home_of(request)
    context = {"form": form, "home": home, "prefectures": prefectures, "examples": EXAMPLES}
    if not form.is_valid():
        return render(request, "search/landing.html", context, status=400)
    if form.is_empty:
        return render(request, "search/landing.html", {**context, **_landing(request, prefectures)})
    answer = _ask(request, form, home)
    counts = answer.facets.get("prefecture", {})
    made = sections(form, answer.groups, answer.wishes.first)
    shown = {
        "answer": answer,
        "sections": made,
        "recommended": recommended(made, answer.wishes.first),
        "leading_on": leading_on(made),
        "strip": strip(form, answer),
        "facets": facets(form, answer.facets, prefectures),
        "is_narrowed": is_narrowed(form),
        "chips": chips(form, prefectures, answer.wishes),
        "literally_href": with_only(form.query, "literally", "on"),
        "caution": "" if answer.wishes.institution else caution(answer.text),
        "put_right": put_right(answer.text),
        "without": without_answer(form, answer.groups),
        "broadly_href": with_only(form.query, "broadly", "on") if _may_be_broader(form) else "",
        "map": tile_map(prefectures, counts, map_links(form, counts)),
        "unplaced": counts.get(UNKNOWN, 0),
        "nationwide": counts.get(NATIONWIDE, 0),
        "save_query": without_values(form.query, "offset").removeprefix("?"),
        "may_register": request.user.has_perm("hashiwatashi.add_need"),
        "register_href": f"{reverse('need-add')}?{urlencode({'text': answer.text})}",
        "answering": _answering(home),
        "advisers": [] if answer.total else _advisers(request, home),
    }
    return render(request, "search/results.html", {**context, **shown})


def _ask(request: HttpRequest, form: SearchForm, home: Prefecture | None) -> Answer:
    return suggest(
        form.cleaned_data["q"],
        visitor=request.user,
        home=home,
        filters=form.filters(),
        kinds=form.kinds,
        per_kind=page_size(form),
        offset=(form.cleaned_data["offset"] or 0) if len(form.kinds) == 1 else 0,
    )


def _may_be_broader(form: SearchForm) -> bool:
    """Whether there may be more that shares only words by the way."""
    return bool(form.cleaned_data["q"].strip()) and not form.cleaned_data["broadly"]


def _landing(request: HttpRequest, prefectures: list[Prefecture]) -> dict[str, object]:
    """What stands below the field before anything is asked: where the country's equipment is."""
    visible = Equipment.objects.visible_to(request.user).not_retired()
    counts = dict(visible.order_by().values_list("prefecture").annotate(Count("pk")))
    tiles = tile_map(prefectures, counts, lambda area: reverse("area-detail", args=[area.code]))
    return {"map": tiles, "total": sum(counts.values()), "kinds": offered_to(request.user)}


def _answering(home: Prefecture | None) -> list[Duty]:
    """Who answers technical questions in the visitor's own prefecture (R-28); at most one."""
    if home is None:
        return []
    asked = Asked(Function.CONSULTATION, home.code)
    return list(who_answers([asked], timezone.localdate())[0].duties[:1])


def _advisers(request: HttpRequest, home: Prefecture | None) -> list[Expert]:
    """Whom to ask where the search found nothing: the home prefecture's coordinators, else any."""
    experts = Expert.objects.visible_to(request.user).in_office_on(timezone.localdate()).for_lists()
    return coordinators_for(request, home) or list(experts.filter(kind=ExpertKind.COORDINATOR)[:5])
