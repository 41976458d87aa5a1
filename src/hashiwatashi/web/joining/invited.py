"""Where an invitation leads, with or without an account."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.common.errors import Conflict, NotFound
from hashiwatashi.joining.invitations import accept, invitation_behind, refusal
from hashiwatashi.people.models import Account
from hashiwatashi.web.permissions import public
from hashiwatashi.web.visitors import account_of


@public
def invitation(request: HttpRequest, code: str) -> HttpResponseBase:
    """What one is invited to; whoever is signed in with the invited address takes it up by a button."""
    record = invitation_behind(code)
    if record is None:
        raise NotFound(_("There is no such invitation. Open the link of the mail as a whole, or ask for another."))
    if request.method == "POST":
        if not isinstance(request.user, Account):
            return redirect_to_login(request.get_full_path())
        try:
            accept(record, by=account_of(request))
        except Conflict as error:
            messages.error(request, str(error))
        else:
            told = _("You may now act for %(name)s.")
            messages.success(request, told % {"name": record.organisation.name})
            return redirect("account-home")
    account = request.user if isinstance(request.user, Account) else None
    trouble = refusal(record, account, timezone.localdate()) if account else ""
    context = {"record": record, "trouble": trouble, "is_signed_in": account is not None, "here": request.path}
    return render(request, "joining/invitation.html", context)
