"""The file of a firm: who may read it, for the firm's people; and the file itself, for the staff of institutions."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hashiwatashi.common.errors import Conflict, NotAllowed
from hashiwatashi.consultations.consents import FileConsent, FileReading
from hashiwatashi.consultations.files import give_consent, read_file, withdraw_consent
from hashiwatashi.consultations.rules import CONSENTING
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.web.consultations.choosing import institutions_of
from hashiwatashi.web.consultations.naming import ConsentForm
from hashiwatashi.web.editing import OwnerForm, form_page, saved
from hashiwatashi.web.permissions import on_record, permitted, signed_in
from hashiwatashi.web.visitors import account_of

_PAGE = 50


@signed_in
def consents(request: HttpRequest) -> HttpResponse:
    """Who may read the firm's file until when, and who has read what; those who may consent do it here."""
    account, sent = account_of(request), request.POST or None
    members = [m for m in account.current_memberships if m.organisation.kind == OrganisationKind.FIRM]
    if not members:
        raise NotAllowed(_("This page is for the people of firms."))
    firms = {m.organisation_id: m.organisation for m in members}
    giving = list({m.organisation_id: m.organisation for m in members if m.role in CONSENTING}.values())
    if sent and not giving:
        raise NotAllowed(_("Only those who represent or administer the firm may consent for it."))
    owner = OwnerForm(giving, _("Firm"), sent) if giving else None
    form = ConsentForm(request.user, sent) if giving else None
    if owner and form and owner.is_valid() and form.is_valid():
        try:
            if saved(form, lambda: _give(request, owner, form)):
                messages.success(
                    request, _("It may read your consultations from now on. You can withdraw this at any time.")
                )
                return redirect("consultation-consents")
        except Conflict as error:
            form.add_error("institution", str(error))
    today, own = timezone.localdate(), frozenset(firms)
    given = list(FileConsent.objects.filter(firm__in=own).for_lists())
    readings = FileReading.objects.of_firms(own).for_lists()
    page = Paginator(readings, _PAGE).get_page(request.GET.get("page"))
    return form_page(
        request,
        "consultations/consents.html",
        owner_form=owner,
        form=form,
        open=[one for one in given if one.withdrawn_at is None and one.since <= today < one.until],
        over=[one for one in given if one.withdrawn_at is not None or one.until <= today],
        page=page,
        pages=page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
    )


@on_record(FileConsent, "withdraw_file_consent")
@require_POST
def withdraw(request: HttpRequest, record: FileConsent) -> HttpResponse:
    """End a consent at once."""
    try:
        withdraw_consent(record, by=account_of(request))
    except Conflict as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Withdrawn. Nothing more is read from now on."))
    return redirect("consultation-consents")


@permitted("note_consultation")
def firm(request: HttpRequest, uid: UUID) -> HttpResponse:
    """All consultations of a firm on one page, as far as the reader may read them; what consent adds is logged."""
    institutions = institutions_of(request)
    organisations = Organisation.objects.visible_to(request.user).filter(kind=OrganisationKind.FIRM)
    record = get_object_or_404(organisations.for_lists(), uid=uid)
    found = read_file(record, by=account_of(request))
    parts = [(True, one) for one in found.own] + [(False, one) for one in found.others]
    parts.sort(key=lambda part: (part[1].asked_at, part[1].pk), reverse=True)
    shown = {"record": record, "found": found, "parts": parts, "institutions": institutions}
    return form_page(request, "consultations/firm.html", **shown)


def _give(request: HttpRequest, owner: OwnerForm, form: ConsentForm) -> None:
    told = form.cleaned_data
    until = told["last_day"] + timedelta(days=1)
    give_consent(by=account_of(request), firm=owner.organisation, institution=told["institution"], until=until)
