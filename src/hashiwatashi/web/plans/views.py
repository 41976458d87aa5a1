"""Joint-research plans as both sides read, agree to and comment on them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hashiwatashi.common.errors import Conflict, InvalidInput, NotFound
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.consultations.rules import STAFF
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account
from hashiwatashi.plans import actions
from hashiwatashi.plans.actions import sides_of
from hashiwatashi.plans.enums import PlanStage
from hashiwatashi.plans.models import Plan
from hashiwatashi.plans.reading import has_consent, read_plan
from hashiwatashi.plans.stages import PLAN_STAGES
from hashiwatashi.web.editing import version_sent
from hashiwatashi.web.permissions import on_record, signed_in
from hashiwatashi.web.plans.forms import CommentForm
from hashiwatashi.web.visitors import account_of

_PAGE = 50


@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """The plans of one's firm, or of the institution whose consultations one answers."""
    account = account_of(request)
    own = frozenset(
        m.organisation_id
        for m in account.current_memberships
        if m.role in STAFF or m.organisation.kind == OrganisationKind.FIRM
    )
    found = Plan.objects.visible_to(account).between(own).for_lists()
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    pages = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return render(request, "plans/index.html", {"page": page, "pages": pages})


@on_record(Plan, "follow_plan")
def detail(request: HttpRequest, record: Plan) -> HttpResponse:
    """The newest version, who has agreed to it, what was said about it, and the versions before."""
    return _page(request, record, CommentForm())


@on_record(Plan, "follow_plan")
@require_POST
def agree(request: HttpRequest, record: Plan) -> HttpResponse:
    """Agree for one's side to the version that was read."""
    number = request.POST.get("number", "")
    shown = int(number) if number.isdecimal() and len(number) < 10 else 0
    try:
        actions.agree(record, by=account_of(request), side=_side(request, record), number=shown)
    except Conflict as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Your side has agreed to this version."))
    return redirect("plan-detail", record.uid)


@on_record(Plan, "follow_plan")
@require_POST
def comment(request: HttpRequest, record: Plan) -> HttpResponse:
    """Say something about the newest version."""
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _page(request, record, form)
    try:
        actions.comment(record, by=account_of(request), side=_side(request, record), text=form.cleaned_data["text"])
    except InvalidInput as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Sent to the other side."))
    return redirect("plan-detail", record.uid)


@on_record(Plan, "write_plan")
@require_POST
def step(request: HttpRequest, record: Plan, verb: str) -> HttpResponse:
    """End or resume the plan."""
    if verb not in _STEPS:
        raise NotFound(_("There is no such step."))
    try:
        PLAN_STAGES.move(record, verb, by=account_of(request), version=version_sent(request))
    except Conflict as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Done."))
    return redirect("plan-detail", record.uid)


_STEPS = ("end", "resume")


def _side(request: HttpRequest, plan: Plan) -> Organisation:
    """The side that the button named, or the only one for which the account speaks."""
    sides = sides_of(plan, account_of(request))
    return next((one for one in sides if str(one.uid) == request.POST.get("side")), sides[0])


def _page(request: HttpRequest, plan: Plan, form: CommentForm) -> HttpResponse:
    account = account_of(request)
    sheet, sides = read_plan(plan, by=account), sides_of(plan, account)
    agreed = {one.organisation_id for one in sheet.agreements}
    context: dict[str, Any] = {
        "plan": plan,
        "sheet": sheet,
        "form": form,
        "sides": sides,
        "to_agree": [one for one in sides if one.pk not in agreed] if plan.stage == PlanStage.PROPOSED else [],
        "steps": [one for one in PLAN_STAGES.open_to(account, plan) if one.verb in _STEPS],
        "may_write": account.has_perm("hashiwatashi.write_plan", plan),
        "is_firms": plan.firm_id in account.current_organisation_ids,
        "has_consent": has_consent(plan),
        "readable": _readable(account, sheet.consultations),
    }
    return render(request, "plans/detail.html", context, status=400 if form.errors else 200)


def _readable(account: Account, linked: list[Consultation]) -> set[int]:
    """The linked consultations whose own page the account may open; of others the number and topic are told."""
    seen = Consultation.objects.visible_to(account).filter(pk__in=[one.pk for one in linked])
    return set(seen.values_list("pk", flat=True))
