"""Pages of the policy measures."""

from __future__ import annotations

from copy import copy
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hashiwatashi.common.calendar import fiscal_year_days
from hashiwatashi.common.errors import Conflict, EditConflict
from hashiwatashi.matching.enums import Kind
from hashiwatashi.regions.actions import change_measure, register_measure, set_partners
from hashiwatashi.regions.models import Measure
from hashiwatashi.regions.rules import EDITORS
from hashiwatashi.regions.stages import MEASURE_STAGES
from hashiwatashi.web import details, lists
from hashiwatashi.web.editing import OwnerForm, form_page, organisations_for, saved, version_sent
from hashiwatashi.web.formats import fiscal_year
from hashiwatashi.web.measures.forms import MeasureForm, PartnersForm
from hashiwatashi.web.measures.listing import CATALOGUE
from hashiwatashi.web.permissions import on_record, permitted, public
from hashiwatashi.web.visitors import account_of

_ORIGIN = ("source", "source_key", "source_url", "credit", "uid", "created_at", "updated_at")
# What a measure calls for: money, people and means, and measures like it.
_KINDS = (Kind.MEASURE, Kind.CALL, Kind.EXPERT, Kind.SEED)


@public
def index(request: HttpRequest) -> HttpResponseBase:
    """All policy measures the visitor may see."""
    return lists.answer(request, CATALOGUE)


@public
def detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One measure: what is to be done, by whom and when, and how far it is."""
    record = get_object_or_404(Measure.objects.visible_to(request.user).for_lists(), uid=uid)
    due = details.Fact(_("Due by the end of"), fiscal_year(record.fiscal_year))
    then = record.owner.name_on(fiscal_year_days(record.fiscal_year).since)
    former = [details.Fact(_("Its name at that time"), then)] if then != record.owner.name else []
    partners = [details.organisation_fact(_("Partner"), part.organisation) for part in record.partnerships.all()]
    sections = [
        (_("What it is"), [*details.facts(record, "text"), due, *details.facts(record, "stage", "evidence")]),
        (_("Who does it"), [*details.facts(record, "owner"), *former, *partners]),
    ]
    return details.show(
        request,
        "measures/detail.html",
        record,
        sections=sections,
        origin=list(details.facts(record, *_ORIGIN)),
        likenesses=details.similar(request, record, f"{record.title} {record.text}", _KINDS),
        may_change=request.user.has_perm("hashiwatashi.change_measure", record),
        steps=MEASURE_STAGES.open_to(request.user, record),
    )


@permitted("add_measure")
def add(request: HttpRequest) -> HttpResponse:
    """Register a measure for one of the account's organisations, which leads it."""
    sent = request.POST or None
    owner = OwnerForm(organisations_for(request, EDITORS), _("Lead organisation"), sent)
    form, partners = MeasureForm(sent), PartnersForm.of(None, sent)
    if owner.is_valid() and form.is_valid() and partners.is_valid():
        made: list[Measure] = []

        def store() -> None:
            values = {**form.cleaned_data, **partners.cleaned_data}
            made.append(register_measure(owner=owner.organisation, by=account_of(request), **values))

        if saved(form, store):
            messages.success(request, _("Registered. It can be found within seconds."))
            return redirect("measure-detail", made[0].uid)
    return form_page(request, "measures/form.html", owner_form=owner, form=form, partners_form=partners)


@on_record(Measure, "change_measure")
def edit(request: HttpRequest, record: Measure) -> HttpResponse:
    """Change a measure and who takes part in it."""
    sent = request.POST or None
    form, partners = MeasureForm(sent, instance=copy(record)), PartnersForm.of(record, sent)

    def store() -> None:
        with transaction.atomic():
            change_measure(record, by=account_of(request), **form.cleaned_data)
            set_partners(record, partners.cleaned_data["partners"], by=account_of(request))

    if form.is_valid() and partners.is_valid() and saved(form, store):
        messages.success(request, _("Saved. The search finds the new text within seconds."))
        return redirect("measure-detail", record.uid)
    return form_page(request, "measures/form.html", form=form, partners_form=partners, record=record)


@on_record(Measure, "change_measure")
@require_POST
def step(request: HttpRequest, record: Measure, verb: str) -> HttpResponse:
    """Begin, finish, drop or resume a measure."""
    try:
        MEASURE_STAGES.move(record, verb, by=account_of(request), version=version_sent(request))
    except EditConflict:
        messages.error(request, _("Somebody else changed this measure meanwhile. Look at it again."))
    except Conflict as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The stage is now “%(stage)s”.") % {"stage": record.get_stage_display()})
    return redirect("measure-detail", record.uid)
