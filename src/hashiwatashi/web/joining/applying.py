"""The applicant's side of joining: find the organisation, apply, prove it, see how far it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hashiwatashi.common.errors import Conflict, DomainError
from hashiwatashi.common.folding import to_digits
from hashiwatashi.joining import actions
from hashiwatashi.joining.enums import ApplicationStage, Way
from hashiwatashi.joining.members import who_let_in
from hashiwatashi.joining.models import MOST_TRIES, Application
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.organisations.numbers import corporate_number
from hashiwatashi.organisations.querysets import OrganisationQuerySet
from hashiwatashi.web.editing import form_page, saved
from hashiwatashi.web.joining.forms import (
    CodeForm,
    ConfirmForm,
    FirstForm,
    JoinForm,
    LetInForm,
    RefuseForm,
    WrittenForm,
)
from hashiwatashi.web.permissions import signed_in
from hashiwatashi.web.visitors import account_of

_SHOWN = 20
_NUMBER = 13


@signed_in
def start(request: HttpRequest) -> HttpResponse:
    """Look an organisation up by its number or name; one's own applications below."""
    asked = request.GET.get("q", "").strip()[:200]
    found = list(_found(request, asked).for_lists()[: _SHOWN + 1]) if asked else []
    own = Application.objects.visible_to(request.user).filter(account=account_of(request)).for_lists()
    context = {
        "asked": asked,
        "slip": "" if found else _slip(asked),
        "found": found[:_SHOWN],
        "more": len(found) > _SHOWN,
        "applications": own[:_SHOWN],
        "memberships": account_of(request).current_memberships,
    }
    return render(request, "joining/start.html", context)


def _slip(asked: str) -> str:
    """What is wrong with something that was meant as a corporate number; empty for all else."""
    digits = to_digits(asked)
    if not (digits.isdecimal() and len(digits) >= _NUMBER - 2):
        return ""
    try:
        corporate_number(digits)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """Apply to an organisation of the register, or write one down that is not in it."""
    uid = request.GET.get("organisation", "")
    organisation = _organisation(request, uid) if uid else None
    form, store = _form_for(request, organisation)
    made: list[Application] = []

    def keep() -> None:
        made.append(store(form.cleaned_data))

    try:
        if form.is_valid() and saved(form, keep):
            messages.success(request, _("Your application is waiting. You will be told when it is settled."))
            return redirect("application-detail", made[0].uid)
    except Conflict as error:
        form.add_error(None, str(error))
    joins = isinstance(form, JoinForm)
    return form_page(request, "joining/new.html", form=form, organisation=organisation, joins=joins)


@signed_in
def detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """How far an application is, and what its applicant and those who decide can do."""
    return page(request, get_object_or_404(Application.objects.visible_to(request.user).for_lists(), uid=uid))


def page(request: HttpRequest, application: Application, **forms_sent: forms.Form) -> HttpResponse:
    """The page of an application, with a form that was sent and has errors in its place."""
    account = account_of(request)
    decides = account.has_perm("hashiwatashi.decide_application", application)
    is_open = application.stage == ApplicationStage.OPEN
    joins = application.kind == "join" and application.organisation is not None
    deciding = LetInForm(application.organisation, initial={"role": application.role}) if joins else ConfirmForm()  # type: ignore[arg-type]
    context = {
        "record": application,
        "is_own": application.account_id == account.pk,
        "is_open": is_open,
        "decides": decides and is_open,
        "by_mail": application.way == Way.MAIL,
        "by_letter": application.way == Way.LETTER,
        "code_is_out": bool(application.code_digest) and application.tries < MOST_TRIES,
        "code_form": CodeForm(),
        "confirm_form": deciding,
        "refuse_form": RefuseForm(),
        **forms_sent,
    }
    status = 400 if any(form.errors for form in forms_sent.values()) else 200
    return render(request, "joining/detail.html", context, status=status)


@signed_in
@require_POST
def enter_code(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Prove one's application by the code of the letter or the mail."""
    application = _own(request, uid)
    form = CodeForm(request.POST)

    def prove() -> None:
        actions.confirm_by_code(application, form.cleaned_data["code"], by=account_of(request))

    try:
        if form.is_valid() and saved(form, prove):
            return _let_in(request, application)
    except Conflict as error:
        form.add_error(None, str(error))
    return page(request, application, code_form=form)


@signed_in
def mailed_code(request: HttpRequest, uid: UUID, code: str) -> HttpResponse:
    """Where the mail leads: a button, since programs open links, too."""
    application = _own(request, uid)
    if request.method != "POST":
        return render(request, "joining/mailed_code.html", {"record": application, "code": code})
    try:
        actions.confirm_by_code(application, code, by=account_of(request))
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("application-detail", application.uid)
    return _let_in(request, application)


@signed_in
@require_POST
def mail_again(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Send the mail with the code once more."""
    application = _own(request, uid)
    return _tried(
        request,
        application,
        lambda: actions.send_code_again(application, by=account_of(request)),
        _("A new mail was sent. The link in the one before does not work any more."),
    )


@signed_in
@require_POST
def withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take one's application back."""
    application = _own(request, uid)
    return _tried(
        request, application, lambda: actions.withdraw(application, by=account_of(request)), _("Withdrawn.")
    )


def _found(request: HttpRequest, asked: str) -> OrganisationQuerySet:
    """By number where it is one, else by name: those that exist first, equal names before those that contain it."""
    every = Organisation.objects.visible_to(request.user)
    digits = to_digits(asked)
    if len(digits) == _NUMBER and digits.isdecimal():
        return every.filter(corporate_number=digits)
    return every.matching_name(asked)


def _organisation(request: HttpRequest, uid: str) -> Organisation:
    try:
        key = UUID(uid)
    except ValueError:
        key = UUID(int=0)
    return get_object_or_404(Organisation.objects.visible_to(request.user).for_lists(), uid=key)


def _form_for(
    request: HttpRequest, organisation: Organisation | None
) -> tuple[forms.Form, Callable[[dict[str, Any]], Application]]:
    """The form that fits the organisation, and what is done with it."""
    sent, account = request.POST or None, account_of(request)
    initial = {"full_name": account.display_name}
    if organisation is None:
        initial |= {"written_name": request.GET.get("name", "")[:200]}
        return WrittenForm(sent, initial=initial), lambda values: actions.apply_as_first(
            by=account, way=Way.HAND, **values
        )
    if who_let_in(organisation, timezone.localdate()):
        return JoinForm(organisation, sent, initial=initial), lambda values: actions.apply_to_join(
            by=account, organisation=organisation, **values
        )
    return FirstForm(actions.ways_for(organisation), sent, initial=initial), lambda values: actions.apply_as_first(
        by=account, organisation=organisation, **values
    )


def _own(request: HttpRequest, uid: UUID) -> Application:
    own = Application.objects.visible_to(request.user).filter(account=account_of(request)).for_lists()
    return get_object_or_404(own, uid=uid)


def _let_in(request: HttpRequest, application: Application) -> HttpResponse:
    application.refresh_from_db()
    messages.success(request, _("You may now act for %(name)s.") % {"name": application.organisation_name})
    return redirect("account-home")


def _tried(request: HttpRequest, application: Application, act: Callable[[], None], done: str) -> HttpResponse:
    try:
        act()
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("application-detail", application.uid)
