"""Handing a consultation off: to whom, and why; those who may answer it better are suggested with the reason."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from hashiwatashi.common.errors import Conflict
from hashiwatashi.consultations.enums import HandoffStage
from hashiwatashi.consultations.handing import offer
from hashiwatashi.consultations.models import Consultation, Handoff
from hashiwatashi.consultations.reaching import can_be_asked
from hashiwatashi.consultations.rules import STAFF
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account
from hashiwatashi.web.consultations.doors import doors_for
from hashiwatashi.web.consultations.naming import HandoffForm
from hashiwatashi.web.editing import form_page, saved
from hashiwatashi.web.permissions import on_record
from hashiwatashi.web.visitors import account_of


@on_record(Consultation, "handle_consultation")
def prepare(request: HttpRequest, record: Consultation) -> HttpResponse:
    """Choose the institution and say why; whoever asked is asked for consent."""
    form = HandoffForm(request.user, request.POST or None, initial={"receiver": _chosen(request)})
    if form.is_valid():
        told = form.cleaned_data
        try:
            if saved(form, lambda: _offer(request, record, told)):
                return redirect("consultation-detail", record.uid)
        except Conflict as error:
            form.add_error("receiver", str(error))
    return form_page(
        request,
        "consultations/hand_off.html",
        form=form,
        record=record,
        can_be_asked=can_be_asked(record),
        suggested=doors_for(record, account_of(request)),
    )


def _chosen(request: HttpRequest) -> str:
    """The institution of the address as people write it: by its name or, where others bear that too, its number."""
    try:
        uid = UUID(request.GET.get("to", ""))
    except ValueError:
        return ""
    seen = Organisation.objects.visible_to(request.user).active()
    chosen = seen.filter(uid=uid).first()
    if chosen is None:
        return ""
    is_only_one = seen.named(chosen.name).count() == 1
    return chosen.name if is_only_one else chosen.corporate_number or str(chosen.uid)


def ended_offer(account: Account, uid: UUID) -> str:
    """Why a consultation that was offered to the account's institution is not any more; empty where none was."""
    own = [m.organisation_id for m in account.current_memberships if m.role in STAFF]
    handoff = Handoff.objects.ended().for_lists().filter(receiver__in=own, consultation__uid=uid).first()
    if handoff is None or not handoff.was_offered:
        return ""
    number = {"number": handoff.consultation.number}
    if handoff.stage == HandoffStage.RETURNED:
        return _("%(number)s: your institution did not take it on.") % number
    if handoff.stage == HandoffStage.CANCELLED:
        return _("%(number)s: the institution that holds it has taken the hand-off back.") % number
    return _("%(number)s: whoever asked has withdrawn the consent to the hand-off.") % number


def _offer(request: HttpRequest, record: Consultation, told: dict[str, object]) -> None:
    handoff = offer(record, told["receiver"], by=account_of(request), reason=str(told["reason"]))  # type: ignore[arg-type]
    if handoff.stage == HandoffStage.CONSENT and not can_be_asked(record):
        how = _("No mail reaches whoever asked. Ask for consent yourself, and note below who agreed, when and how.")
        messages.warning(request, how)
    elif handoff.stage == HandoffStage.CONSENT:
        messages.success(request, _("Whoever asked has been asked for consent. Until then you hold it."))
    else:
        messages.success(request, _("It is offered. Until it is accepted you hold it."))
