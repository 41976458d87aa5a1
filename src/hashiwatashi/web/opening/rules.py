"""The rules of use of an institution: what holds, what is to come, what held; set from a day, or changed."""

from __future__ import annotations

from copy import copy
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.common.errors import EditConflict
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.equipment.querysets import EquipmentQuerySet
from hashiwatashi.opening.hours import opening_of
from hashiwatashi.opening.models import Unit, UseRules
from hashiwatashi.opening.rules import KEEPERS
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.reservations.closing import Displaced, change_rules, set_rules
from hashiwatashi.reservations.undoing import undoable
from hashiwatashi.web.conflicts import Conflicting
from hashiwatashi.web.editing import form_page, organisations_for
from hashiwatashi.web.opening.forms import RulesForm
from hashiwatashi.web.opening.previews import attempted, previewed, told
from hashiwatashi.web.opening.summary import facts
from hashiwatashi.web.permissions import on_record, permitted
from hashiwatashi.web.visitors import account_of

_PAGE = 50


@permitted("keep_opening")
def start(request: HttpRequest) -> HttpResponse:
    """The institutions whose hours the account looks after; where it is one, that."""
    own = organisations_for(request, KEEPERS)
    if len(own) == 1:
        return redirect("use-rules", own[0].uid)
    return render(request, "opening/start.html", {"rows": own})


@on_record(Organisation, "keep_opening")
def index(request: HttpRequest, record: Organisation) -> HttpResponse:
    """The rules of an institution and of its instruments: in force, coming, and past by date."""
    today = timezone.localdate()
    found = UseRules.objects.visible_to(request.user).filter(owner=record).for_lists()
    past = Paginator(found.filter(until__lte=today).order_by("-until", "-pk"), _PAGE)
    page = past.get_page(request.GET.get("page"))
    standing = list(found.exclude(until__lte=today).order_by("since", "pk"))
    context = {
        "record": record,
        "whole": [(one, facts(one)) for one in standing if one.equipment_id is None and one.since <= today],
        "single": [(one, facts(one)) for one in standing if one.equipment_id is not None and one.since <= today],
        "coming": [(one, facts(one)) for one in standing if one.since > today],
        "undoable": undoable(record),
        "past": page.object_list,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "has_units": Unit.objects.in_force_on(today).filter(equipment__owner=record).exists(),
        "may_import": request.user.has_perm("hashiwatashi.import_files"),
    }
    return render(request, "opening/index.html", context)


@on_record(Organisation, "keep_opening")
def add(request: HttpRequest, record: Organisation) -> HttpResponse:
    """Set rules from a day on; those before them end there. Shown before it is saved."""
    offered = reservable(request, record)
    single = _named(request, offered)
    today = rules_today(record, single)
    initial = {"equipment": single.uid if single else None}
    form = RulesForm(request.POST or None, initial=initial, owner=record, equipment=offered, like=today)

    def act() -> list[Displaced]:
        return [set_rules(UseRules(owner=record, **form.values()), by=account_of(request))]

    outcome = attempted(request, form, act)
    if outcome is None:
        return form_page(request, "opening/form.html", form=form, whose=record, like=today, single=single)
    if outcome.is_done:
        return told(request, outcome.reservations, reverse("use-rules", args=[record.uid]))
    shown = facts(UseRules(owner=record, **form.values()))
    return previewed(request, outcome, whose=record, title=_("Set rules of use"), facts=shown)


@on_record(UseRules, "set_use_rules")
def edit(request: HttpRequest, record: UseRules) -> HttpResponse:
    """Change rules that stand, or end them on a day. Shown before it is saved."""
    form = RulesForm(request.POST or None, instance=copy(record), owner=record.owner)

    def act() -> list[Displaced]:
        # What is taken back after the preview must not leave its traces on the record.
        version, changes = form.cleaned_data["version"], form.values()
        return [change_rules(copy(record), by=account_of(request), version=version, **changes)]

    try:
        outcome = attempted(request, form, act)
    except EditConflict as error:
        _compare(form, error.data["record"])
        outcome = None
    if outcome is None:
        return form_page(request, "opening/form.html", form=form, whose=record.owner, record=record)
    if outcome.is_done:
        return told(request, outcome.reservations, reverse("use-rules", args=[record.owner.uid]))
    shown = facts(_changed(record, form.values()))
    return previewed(request, outcome, whose=record.owner, title=_("Change rules of use"), facts=shown)


def rules_today(owner: Organisation, single: Equipment | None) -> UseRules | None:
    """What holds today for an institution, or for one of its instruments: new rules begin with it."""
    today = timezone.localdate()
    if single is not None:
        return opening_of(single, today, today + timedelta(days=1)).rules_on(today)
    whole = UseRules.objects.filter(owner=owner, equipment=None, since__lte=today).exclude(until__lte=today)
    return whole.order_by("-since").first()


def _named(request: HttpRequest, offered: EquipmentQuerySet) -> Equipment | None:
    """The instrument that the address names; None for the whole institution."""
    try:
        return offered.filter(uid=UUID(request.GET["equipment"])).first()
    except (KeyError, ValueError):
        return None


def reservable(request: HttpRequest, owner: Organisation) -> EquipmentQuerySet:
    """The instruments of an institution that have a unit, in the order of their names."""
    units = Unit.objects.filter(equipment__owner=owner).values("equipment")
    return Equipment.objects.visible_to(request.user).filter(owner=owner, pk__in=units).order_by("name", "pk")


def _compare(form: RulesForm, stored: Any) -> None:
    """Somebody else changed the rules: what was typed stays in the form, beside it what stands now."""
    mine, theirs = dict(facts(_changed(stored, form.values()))), dict(facts(stored))
    form.conflicts = [
        Conflicting(label, "", mine.get(label, ""), theirs.get(label, ""), is_taken=False)
        for label in {**mine, **theirs}
        if mine.get(label) != theirs.get(label)
    ]
    sent: Any = form.data
    data = sent.copy()
    data["version"] = str(stored.version)
    form.data = data


def _changed(rules: UseRules, values: dict[str, Any]) -> UseRules:
    shown = copy(rules)
    for name, value in values.items():
        setattr(shown, name, value)
    return shown
