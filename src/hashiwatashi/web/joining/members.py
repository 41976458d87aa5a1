"""The members of an organisation, for those who look after them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from hashiwatashi.common.actions import UNDO_WITHIN
from hashiwatashi.common.errors import Conflict, DomainError, TooMany, Unavailable
from hashiwatashi.holders.leaving import Burden, burden_of, undo_change
from hashiwatashi.joining import members as verbs
from hashiwatashi.joining.invitations import invite as send_invitation
from hashiwatashi.joining.invitations import withdraw_invitation
from hashiwatashi.joining.models import Application, Invitation, MembershipChange
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Membership
from hashiwatashi.web.editing import saved
from hashiwatashi.web.joining.forms import EndForm, InviteForm, RoleForm
from hashiwatashi.web.permissions import on_record
from hashiwatashi.web.visitors import account_of

_ADAY = timedelta(days=1)
_FORMER = 50


@on_record(Organisation, "manage_members")
def index(request: HttpRequest, record: Organisation) -> HttpResponse:
    """Who is in, who is invited, who waits, who was; and what can be undone."""
    return _page(request, record)


@on_record(Organisation, "manage_members")
@require_POST
def invite(request: HttpRequest, record: Organisation) -> HttpResponse:
    """Invite somebody by mail."""
    form = InviteForm(record, request.POST)

    def send() -> None:
        values = form.cleaned_data
        send_invitation(
            record,
            email=values["email"],
            role=values["role"],
            since=values["since"],
            until=values["until"] + _ADAY if values["until"] else None,
            by=account_of(request),
        )

    if _stored(form, send):
        messages.success(request, _("Invited by mail. The invitation can be used once, within two weeks."))
        return redirect("member-list", record.uid)
    return _page(request, record, invite_form=form)


@on_record(Organisation, "manage_members")
@require_POST
def withdraw(request: HttpRequest, record: Organisation, invitation: UUID) -> HttpResponse:
    """Withdraw an invitation."""
    found = get_object_or_404(Invitation.objects.visible_to(request.user).filter(organisation=record), uid=invitation)

    def end_it() -> str:
        withdraw_invitation(found, by=account_of(request))
        return _("The invitation is withdrawn.")

    return _tried(request, record, end_it)


@on_record(Organisation, "manage_members")
def change_role(request: HttpRequest, record: Organisation, membership: int) -> HttpResponse:
    """Give a member another role from a day on."""
    found = _membership(record, membership)
    form = RoleForm(record, request.POST or None, initial={"role": found.role})

    def change() -> None:
        values = form.cleaned_data
        verbs.change_role(found, role=values["role"], on=values["on"], by=account_of(request))

    if request.method == "POST" and _stored(form, change):
        messages.success(request, _("The role is changed. For a day you can undo it below."))
        return redirect("member-list", record.uid)
    return _step(request, record, found, form, _("Change the role"))


@on_record(Organisation, "manage_members")
def end(request: HttpRequest, record: Organisation, membership: int) -> HttpResponse:
    """Set the last day of a role."""
    found = _membership(record, membership)
    form = EndForm(request.POST or None)

    def finish() -> None:
        verbs.end(found, on=form.cleaned_data["last_day"] + _ADAY, by=account_of(request))

    if request.method == "POST" and _stored(form, finish):
        messages.success(request, _("The end is set. For a day you can undo it below."))
        return redirect("member-list", record.uid)
    burden = burden_of(found, request.user)
    return _step(request, record, found, form, _("End the role"), burden=burden)


@on_record(Organisation, "manage_members")
@require_POST
def undo(request: HttpRequest, record: Organisation, change: int) -> HttpResponse:
    """Take back what was done within the last day."""
    changes = MembershipChange.objects.visible_to(request.user).filter(membership__organisation=record)
    found = changes.for_lists().filter(pk=change).first()
    if found is None:
        messages.error(request, _("This has been undone already."))
        return redirect("member-list", record.uid)
    return _tried(request, record, lambda: _undone(undo_change(found, by=account_of(request))))


def _page(request: HttpRequest, record: Organisation, invite_form: InviteForm | None = None) -> HttpResponse:
    today, form = timezone.localdate(), invite_form or InviteForm(record)
    every = Membership.objects.filter(organisation=record).select_related("account").order_by("since", "pk")
    applications = Application.objects.to_decide(account_of(request)).filter(organisation=record)
    changes = MembershipChange.objects.visible_to(request.user).filter(membership__organisation=record)
    context = {
        "record": record,
        "members": [m for m in every if m.until is None or m.until > today],
        "former": [m for m in every if m.until is not None and m.until <= today][-_FORMER:],
        "today": today,
        "invitations": Invitation.objects.visible_to(request.user)
        .filter(organisation=record)
        .usable_on(today)
        .for_lists(),
        "applications": applications.for_lists(),
        "changes": changes.since(timezone.now() - UNDO_WITHIN).for_lists(),
        "form": form,
    }
    return render(request, "joining/members.html", context, status=400 if form.errors else 200)


def _step(
    request: HttpRequest,
    record: Organisation,
    membership: Membership,
    form: forms.Form,
    title: str,
    burden: Burden | None = None,
) -> HttpResponse:
    context = {"record": record, "membership": membership, "form": form, "title": title, "burden": burden}
    return render(request, "joining/member_step.html", context, status=400 if form.errors else 200)


def _membership(record: Organisation, pk: int) -> Membership:
    return get_object_or_404(Membership.objects.filter(organisation=record).select_related("account"), pk=pk)


def _stored(form: forms.Form, act: Callable[[], None]) -> bool:
    """Whether the form was good and the step was taken; what it refuses stands above the form."""
    try:
        return form.is_valid() and saved(form, act)
    except (Conflict, TooMany, Unavailable) as error:
        form.add_error(None, str(error))
        return False


def _undone(cases: int) -> str:
    """What is told of it; the consultations are those that came back."""
    if not cases:
        return _("Undone.")
    told = ngettext(
        "Undone. %(count)d open consultation that nobody had taken is in the member's charge again.",
        "Undone. %(count)d open consultations that nobody had taken are in the member's charge again.",
        cases,
    )
    return told % {"count": cases}


def _tried(request: HttpRequest, record: Organisation, act: Callable[[], str]) -> HttpResponse:
    """Take a step that says what was done."""
    try:
        done = act()
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("member-list", record.uid)
