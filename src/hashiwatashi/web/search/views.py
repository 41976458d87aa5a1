"""The search page: a need in plain words, and everything in the country that may answer it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.funding.models import Call
from hashiwatashi.matching.answers import Answer, Group, Suggestion
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.places import NATIONWIDE, UNKNOWN
from hashiwatashi.matching.suggest import suggest
from hashiwatashi.people.enums import ExpertKind
from hashiwatashi.people.models import Expert
from hashiwatashi.web.addresses import with_only
from hashiwatashi.web.details import coordinators_for
from hashiwatashi.web.permissions import public
from hashiwatashi.web.search.facets import chips, facets
from hashiwatashi.web.search.forms import SearchForm
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
PER_KIND = 5
PAGE = 20


@dataclass(frozen=True, slots=True)
class Section:
    """One kind on the page: its hits, and where the rest of them is."""

    group: Group
    more: str = ""
    previous: str = ""
    next: str = ""
    first: int = 1

    @property
    def last(self) -> int:
        return self.first + len(self.group.suggestions) - 1

    @property
    def shown(self) -> list[Suggestion]:
        """What may still be of use."""
        return [found for found in self.group.suggestions if not _is_over(found)]

    @property
    def over(self) -> list[Suggestion]:
        """Calls that no longer take applications: they come last, and folded."""
        return [found for found in self.group.suggestions if _is_over(found)]


def _is_over(found: Suggestion) -> bool:
    call, now = found.record, timezone.now()
    return isinstance(call, Call) and call.closes_at is not None and call.closes_at <= now


@public
def search(request: HttpRequest) -> HttpResponse:
    """Ask in plain words. An anonymous look leaves nothing in the database."""
    prefectures = list(Prefecture.objects.all())
    form = SearchForm(request.GET, prefectures)
    home = home_of(request)
    context = {"form": form, "home": home, "prefectures": prefectures, "examples": EXAMPLES}
    if not form.is_valid():
        return render(request, "search/landing.html", context, status=400)
    if form.is_empty:
        return render(request, "search/landing.html", {**context, **_landing(request, prefectures)})
    answer = _ask(request, form, home)
    counts = answer.facets.get("prefecture", {})
    shown = {
        "answer": answer,
        "sections": [_section(form, group) for group in answer.groups if group.suggestions or group.best_elsewhere],
        "facets": facets(form, answer.facets, prefectures),
        "chips": chips(form, prefectures),
        "map": tile_map(prefectures, counts, lambda area: ""),
        "unplaced": counts.get(UNKNOWN, 0),
        "nationwide": counts.get(NATIONWIDE, 0),
        "may_register": request.user.has_perm("hashiwatashi.add_need"),
        "register_href": f"{reverse('need-add')}?{urlencode({'text': answer.text})}",
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
        per_kind=_page_size(form),
        offset=(form.cleaned_data["offset"] or 0) if len(form.kinds) == 1 else 0,
    )


def _page_size(form: SearchForm) -> int:
    return PAGE if len(form.kinds) == 1 else PER_KIND


def _section(form: SearchForm, group: Group) -> Section:
    """Where one kind alone is asked for it is paged; else a link leads to the whole of it."""
    if len(form.kinds) > 1:
        rest = group.total > len(group.suggestions)
        return Section(group, more=with_only(form.query, "kind", group.kind.value) if rest else "")
    offset = form.cleaned_data["offset"] or 0
    return Section(
        group,
        first=offset + 1,
        previous=with_only(form.query, "offset", str(max(0, offset - PAGE))) if offset else "",
        next=with_only(form.query, "offset", str(group.next_offset)) if group.next_offset else "",
    )


def _landing(request: HttpRequest, prefectures: list[Prefecture]) -> dict[str, object]:
    """What stands below the field before anything is asked: where the country's equipment is."""
    visible = Equipment.objects.visible_to(request.user).not_retired()
    counts = dict(visible.order_by().values_list("prefecture").annotate(Count("pk")))
    tiles = tile_map(prefectures, counts, lambda area: reverse("area-detail", args=[area.code]))
    return {"map": tiles, "total": sum(counts.values()), "kinds": list(Kind)}


def _advisers(request: HttpRequest, home: Prefecture | None) -> list[Expert]:
    """Whom to ask where the search found nothing: the home prefecture's coordinators, else any."""
    experts = Expert.objects.visible_to(request.user).in_office_on(timezone.localdate()).for_lists()
    return coordinators_for(request, home) or list(experts.filter(kind=ExpertKind.COORDINATOR)[:5])
