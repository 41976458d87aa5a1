"""What an account gets by mail, and the link that ends it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hashiwatashi.common.errors import NotFound
from hashiwatashi.notices.actions import choose_digest
from hashiwatashi.notices.enums import Digest, Language
from hashiwatashi.notices.models import NoticePreference
from hashiwatashi.web.notices.forms import PreferenceForm
from hashiwatashi.web.notices.signing import account_behind
from hashiwatashi.web.permissions import public, signed_in
from hashiwatashi.web.visitors import account_of


@signed_in
def preferences(request: HttpRequest) -> HttpResponse:
    """How often the signed-in account gets a mail, and in which language."""
    account = account_of(request)
    stored = NoticePreference.objects.of(account)
    form = PreferenceForm(request.POST or None, instance=stored)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        choose_digest(account, digest=Digest(chosen["digest"]), language=Language(chosen["language"]))
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("notice-list"))
    return render(request, "notices/mails.html", {"form": form}, status=400 if form.errors else 200)


# A mail program that offers "unsubscribe" sends the POST itself (RFC 8058): it has neither our cookie nor our form,
# so the check against forged forms would refuse every one. The signed token in the address is the proof instead; a
# forger who has it could open the page as well. Nothing else can be done here than to get fewer mails.
@csrf_exempt
@public
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """End the mails of the account a link was made for. GET changes nothing: mail scanners follow every link."""
    account = account_behind(token)
    if account is None:
        raise NotFound(_("This link is not whole or no longer holds. Sign in and choose there which mails you get."))
    if request.method == "POST":
        choose_digest(account, digest=Digest.NONE)
    # Whoever comes from a mail may never have chosen a language in this browser: the page has that of the mail.
    with translation.override(NoticePreference.objects.of(account).language):
        return render(request, "notices/stop.html", {"is_done": request.method == "POST"})
