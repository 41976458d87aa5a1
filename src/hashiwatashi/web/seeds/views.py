"""Pages of the seeds."""

from __future__ import annotations

from copy import copy
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from hashiwatashi.common.visitors import organisation_ids
from hashiwatashi.technology.actions import change_seed, register_seed
from hashiwatashi.technology.models import Seed
from hashiwatashi.technology.rules import EDITORS
from hashiwatashi.web import details, lists
from hashiwatashi.web.editing import OwnerForm, form_page, organisations_for, saved
from hashiwatashi.web.permissions import on_record, permitted, public
from hashiwatashi.web.seeds.forms import SeedForm
from hashiwatashi.web.seeds.listing import CATALOGUE
from hashiwatashi.web.visitors import account_of

_WHAT = ("title_en", "summary", "applications", "field", "trl", "brl")
_PROGRESS = ("next_milestone", "milestone_on", "blocker", "moved_on")
_WHOSE = ("owner", "researcher")
_ORIGIN = ("source", "source_key", "source_url", "credit", "uid", "created_at", "updated_at")


@public
def index(request: HttpRequest) -> HttpResponseBase:
    """All seeds the visitor may see."""
    return lists.answer(request, CATALOGUE)


@public
def detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One seed: what it is, whose, and what is like it."""
    record = get_object_or_404(Seed.objects.visible_to(request.user).for_lists(), uid=uid)
    sections = [
        (_("What it is"), list(details.facts(record, *_WHAT))),
        (_("Whose it is"), list(details.facts(record, *_WHOSE))),
    ]
    if record.owner_id in organisation_ids(request.user):
        sections.append((_("How far it is"), list(details.facts(record, *_PROGRESS))))
    return details.show(
        request,
        "seeds/detail.html",
        record,
        sections=sections,
        origin=list(details.facts(record, *_ORIGIN)),
        likenesses=details.similar(request, record, f"{record.title} {record.summary}"),
        may_change=request.user.has_perm("hashiwatashi.change_seed", record),
    )


@permitted("add_seed")
def add(request: HttpRequest) -> HttpResponse:
    """Register a seed for one of the account's organisations."""
    sent = request.POST or None
    owner = OwnerForm(organisations_for(request, EDITORS), _("Owner"), sent)
    form = SeedForm(sent)
    if owner.is_valid() and form.is_valid():
        made: list[Seed] = []

        def store() -> None:
            made.append(register_seed(owner=owner.organisation, by=account_of(request), **form.cleaned_data))

        if saved(form, store):
            messages.success(request, _("Registered. It can be found within seconds."))
            return redirect("seed-detail", made[0].uid)
    return form_page(request, "seeds/form.html", owner_form=owner, form=form)


@on_record(Seed, "change_seed")
def edit(request: HttpRequest, record: Seed) -> HttpResponse:
    """Change a seed; only the owner's people may."""
    form = SeedForm(request.POST or None, instance=copy(record))
    if form.is_valid() and saved(form, lambda: change_seed(record, by=account_of(request), **form.cleaned_data)):
        messages.success(request, _("Saved. The search finds the new text within seconds."))
        return redirect("seed-detail", record.uid)
    return form_page(request, "seeds/form.html", form=form, record=record)
