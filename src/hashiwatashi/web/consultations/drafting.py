"""Drafts of questions: kept for who is signed in; a visitor's stays in the browser (question.js)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hashiwatashi.common.errors import Conflict, InvalidInput, NotAllowed
from hashiwatashi.people.models import Account
from hashiwatashi.web.permissions import on_record
from hashiwatashi.web.visitors import account_of, account_or_none
from hashiwatashi.writing.drafts import delete_draft, keep_draft
from hashiwatashi.writing.models import QuestionDraft
from hashiwatashi.writing.sending import sent_before

#: What of the form is kept. Photos are not: a browser sends them anew with each form.
FIELDS = (
    "kind",
    "topic",
    "text",
    "place",
    "field",
    "contact_mail",
    "contact_firm",
    "contact_name",
    "contact_phone",
    "is_confidential",
    "secrecy",
    "urgency",
)


def keep(request: HttpRequest) -> HttpResponse:
    """Keep what is written, and go on with it; the page's script asks for JSON. Raises `NotAllowed` for a visitor."""
    account = account_or_none(request)
    if account is None:
        raise NotAllowed(_("A draft is kept here for who is signed in; else this browser alone keeps it."))
    try:
        draft = _kept(request, account)
    except (InvalidInput, Conflict) as error:
        if _is_by_script(request):
            return JsonResponse({"problem": str(error)}, status=error.status)
        messages.error(request, str(error))
        return redirect("consultation-new")
    if _is_by_script(request):
        return JsonResponse({"time": f"{timezone.localtime():%H:%M}"})
    told = _("Kept as a draft. Photos are not kept with it: choose them when you send it.")
    messages.success(request, told)
    asked = {"draft": str(draft.uid)} | ({"test": request.GET["test"]} if "test" in request.GET else {})
    return redirect(f"{reverse('consultation-new')}?{urlencode(asked)}")


@on_record(QuestionDraft, "use_draft")
@require_POST
def delete(request: HttpRequest, draft: QuestionDraft) -> HttpResponse:
    """Forget a draft."""
    delete_draft(draft, by=account_of(request))
    messages.success(request, _("The draft is deleted."))
    return redirect(f"{reverse('consultation-list')}?view=asked")


def keep_meanwhile(request: HttpRequest) -> None:
    """Keep what was sent while it is not stored as a question: whoever walks away finds it again."""
    account = account_or_none(request)
    if request.method != "POST" or account is None:
        return
    try:
        _kept(request, account)
    except (InvalidInput, Conflict) as error:
        if isinstance(error, Conflict):
            messages.warning(request, str(error))


def opened(request: HttpRequest) -> QuestionDraft | None:
    """The draft that the address names, where it is the visitor's own."""
    uid = _uid(request.GET.get("draft", ""))
    return QuestionDraft.objects.visible_to(request.user).filter(uid=uid).first() if uid else None


def _kept(request: HttpRequest, by: Account) -> QuestionDraft:
    uid = _uid(request.POST.get("form_key", ""))
    if uid and (sent := sent_before(uid, asker=by)):
        raise Conflict(_("This has been sent already, as %(number)s.") % {"number": sent.number})
    told = {name: request.POST[name] for name in FIELDS if request.POST.get(name)}
    return keep_draft(told, by=by, uid=uid)


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _is_by_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"
