"""Saved searches: keep one from the search page, run it again, name it, be told of what is new, delete it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.searches.actions import delete_search, rename_search, save_search, watch
from hashiwatashi.searches.models import SavedSearch
from hashiwatashi.web.addresses import without_values
from hashiwatashi.web.formats import list_of
from hashiwatashi.web.permissions import on_record, signed_in
from hashiwatashi.web.search.forms import SearchForm
from hashiwatashi.web.visitors import account_of, home_of

_LONGEST_NAME = 60


@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """The account's saved searches."""
    own = list(SavedSearch.objects.visible_to(account_of(request)).for_lists())
    return render(request, "searches/index.html", {"searches": own})


@signed_in
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the search whose address is sent, with the visitor's own prefecture. Raises `InvalidInput`."""
    form = SearchForm(QueryDict(request.POST.get("query", "")), list(Prefecture.objects.all()))
    if not form.is_valid() or form.is_empty:
        raise InvalidInput(_("Ask something first; then it can be saved."), field="query")
    query = without_values(form.query, "offset").removeprefix("?")
    save_search(by=account_of(request), name=_name(form), query=query, home=home_of(request))
    messages.success(request, _("Saved. You are told once a day when something new answers it."))
    return HttpResponseRedirect(reverse("saved-search-list"))


@on_record(SavedSearch, "use_search")
def run(request: HttpRequest, search: SavedSearch) -> HttpResponse:
    """Ask it again on the search page."""
    return HttpResponseRedirect(f"{reverse('search')}?{search.query}")


@on_record(SavedSearch, "use_search")
@require_POST
def rename(request: HttpRequest, search: SavedSearch) -> HttpResponse:
    """Call it something else."""
    rename_search(search, by=account_of(request), name=request.POST.get("name", "").strip())
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("saved-search-list"))


@on_record(SavedSearch, "use_search")
@require_POST
def tell_or_not(request: HttpRequest, search: SavedSearch) -> HttpResponse:
    """Be told of what is new (``watch=on``), or no longer."""
    is_watched = request.POST.get("watch") == "on"
    watch(search, by=account_of(request), is_watched=is_watched)
    messages.success(
        request, _("You are told of what is new.") if is_watched else _("You are no longer told of what is new.")
    )
    return HttpResponseRedirect(reverse("saved-search-list"))


@on_record(SavedSearch, "use_search")
@require_POST
def delete(request: HttpRequest, search: SavedSearch) -> HttpResponse:
    """Forget it."""
    delete_search(search, by=account_of(request))
    messages.success(request, _("The saved search is deleted."))
    return HttpResponseRedirect(reverse("saved-search-list"))


def _name(form: SearchForm) -> str:
    """Its words, else the kinds it is bound to."""
    words = " ".join(form.cleaned_data["q"].split())
    if not words:
        return list_of([str(kind.label) for kind in form.kinds]) if not form.asks_for_all else _("Everything")
    return words if len(words) <= _LONGEST_NAME else f"{words[: _LONGEST_NAME - 1]}…"
