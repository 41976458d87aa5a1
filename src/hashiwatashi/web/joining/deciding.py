"""The other side of joining: those who confirm or refuse applications."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hashiwatashi.common.errors import Conflict
from hashiwatashi.joining import actions
from hashiwatashi.joining.enums import ApplicationKind
from hashiwatashi.joining.models import Application
from hashiwatashi.web.editing import saved
from hashiwatashi.web.joining.applying import page
from hashiwatashi.web.joining.forms import ConfirmForm, LetInForm, RefuseForm
from hashiwatashi.web.joining.letter import letter_pdf
from hashiwatashi.web.permissions import on_record, signed_in
from hashiwatashi.web.visitors import account_of

_SHOWN = 100


@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """The applications that wait for the account's word, oldest first."""
    waiting = Application.objects.visible_to(request.user).to_decide(account_of(request)).for_lists()
    rows = waiting.order_by("created_at", "pk")[:_SHOWN]
    return render(request, "joining/waiting.html", {"rows": rows, "today": timezone.localdate()})


@on_record(Application, "decide_application")
@require_POST
def confirm(request: HttpRequest, record: Application) -> HttpResponse:
    """Let the applicant in."""
    account = account_of(request)
    if record.kind == ApplicationKind.JOIN and record.organisation is not None:
        joining = LetInForm(record.organisation, request.POST)
        return _settled(
            request,
            record,
            joining,
            "confirm_form",
            lambda: actions.confirm(record, by=account, role=joining.cleaned_data["role"]),
        )
    form = ConfirmForm(request.POST)
    return _settled(
        request,
        record,
        form,
        "confirm_form",
        lambda: actions.confirm(record, by=account, reason=form.cleaned_data["reason"]),
    )


@on_record(Application, "decide_application")
@require_POST
def refuse(request: HttpRequest, record: Application) -> HttpResponse:
    """Say no, and why."""
    form = RefuseForm(request.POST)
    return _settled(
        request,
        record,
        form,
        "refuse_form",
        lambda: actions.refuse(record, by=account_of(request), answer=form.cleaned_data["answer"]),
    )


@on_record(Application, "decide_application")
@require_POST
def letter(request: HttpRequest, record: Application) -> HttpResponse:
    """The letter with a new code, to be printed and posted; the code is in no other place."""
    try:
        code = actions.make_letter(record, by=account_of(request))
    except Conflict as error:
        messages.error(request, str(error))
        return redirect("application-detail", record.uid)
    made = letter_pdf(record, code, address=request.build_absolute_uri("/join/"), day=timezone.localdate())
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="letter-{record.uid}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def _settled(
    request: HttpRequest,
    record: Application,
    form: ConfirmForm | LetInForm | RefuseForm,
    name: str,
    act: Callable[[], None],
) -> HttpResponse:
    try:
        if form.is_valid() and saved(form, act):
            messages.success(request, _("Settled. The applicant is told."))
            return redirect("application-list")
    except Conflict as error:
        form.add_error(None, str(error))
    return page(request, record, **{name: form})
