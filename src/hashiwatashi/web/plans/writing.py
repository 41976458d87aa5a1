"""Writing a joint-research plan: the first version, and each that follows it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from hashiwatashi.common.errors import Conflict, EditConflict, InvalidInput
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.plans.actions import begin, write
from hashiwatashi.plans.content import content_of
from hashiwatashi.plans.enums import PlanStage
from hashiwatashi.plans.models import Edition, Plan
from hashiwatashi.plans.reading import linkable
from hashiwatashi.web.consultations.choosing import institutions_of
from hashiwatashi.web.editing import OwnerForm, saved
from hashiwatashi.web.permissions import on_record, permitted
from hashiwatashi.web.plans.forms import PlanForm, ThemeFormSet, rows_of
from hashiwatashi.web.visitors import account_of


@permitted("note_consultation")
def add(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Propose a plan to a firm; where there is one already, that one is shown."""
    sent = request.POST or None
    owner = OwnerForm(institutions_of(request), _("Institution"), sent or request.GET or None)
    firm = get_object_or_404(
        Organisation.objects.visible_to(request.user).filter(kind=OrganisationKind.FIRM), uid=uid
    )
    institution = owner.organisation if owner.is_valid() else institutions_of(request)[0]
    if known := Plan.objects.visible_to(request.user).filter(firm=firm, institution=institution).first():
        return redirect("plan-detail", known.uid)
    form, themes = PlanForm(linkable(firm, institution), sent), ThemeFormSet(sent, prefix="themes")
    made: list[Plan] = []

    def store() -> None:
        by, content = account_of(request), form.content(list(themes))
        made.append(begin(by=by, firm=firm, institution=institution, content=content))

    if sent and owner.is_valid() and _stored(form, themes, store):
        messages.success(request, _("Proposed. The firm's people are told."))
        return redirect("plan-detail", made[0].uid)
    shown = {"firm": firm, "institution": institution, "owner_form": owner}
    return _page(request, form, themes, **shown)


@on_record(Plan, "write_plan")
def edit(request: HttpRequest, record: Plan) -> HttpResponse:
    """Write the next version; what somebody else wrote meanwhile is not lost."""
    if record.stage == PlanStage.ENDED:
        raise Conflict(_("The plan has ended. Resume it first."))
    sent, links = request.POST or None, linkable(record.firm, record.institution)
    content = content_of(Edition.objects.get(plan=record, number=record.latest))
    first = {
        "purpose": content.purpose,
        "next_meeting": content.next_meeting,
        "version": record.version,
        "consultations": [one.uid for one in Consultation.objects.filter(pk__in=content.consultations)],
    }
    form = PlanForm(links, sent, initial=first)
    themes = ThemeFormSet(sent, prefix="themes", initial=rows_of(content))

    def store() -> None:
        version = form.cleaned_data["version"] or record.version
        try:
            write(record, by=account_of(request), content=form.content(list(themes)), version=version)
        except EditConflict:  # the rows of two writers cannot be laid side by side; what was typed stays
            told = _("Somebody else wrote a version meanwhile. Open it in another window and add yours.")
            raise InvalidInput.of(NON_FIELD_ERRORS, told) from None

    if sent and _stored(form, themes, store):
        messages.success(request, _("Saved. It waits for the agreement of both sides."))
        return redirect("plan-detail", record.uid)
    return _page(request, form, themes, record=record, firm=record.firm, institution=record.institution)


def _stored(form: PlanForm, themes: Any, store: Any) -> bool:
    """Whether it is stored; what is refused is told at the form."""
    if not (form.is_valid() and themes.is_valid()):
        return False
    try:
        return saved(form, store)
    except Conflict as error:
        form.add_error(None, str(error))
    return False


def _page(request: HttpRequest, form: PlanForm, themes: Any, **context: Any) -> HttpResponse:
    owner = context.get("owner_form")
    is_wrong = form.is_bound and (
        bool(form.errors) or not themes.is_valid() or (owner is not None and bool(owner.errors))
    )
    shown = {"form": form, "themes": themes, **context}
    return render(request, "plans/form.html", shown, status=400 if is_wrong else 200)
