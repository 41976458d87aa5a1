"""The share link of a bag: signed, for 30 days, withdrawn at any time; it opens the door to nothing.

Whoever opens it sees of the records what they would see anyway. Name, notes and words of the bag are never shown.
"""

from __future__ import annotations

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hashiwatashi.bags.actions import SHARED_FOR, entries_of, share, unshare
from hashiwatashi.bags.contents import contents
from hashiwatashi.bags.models import Bag
from hashiwatashi.common.errors import NotFound
from hashiwatashi.web.permissions import on_record, public
from hashiwatashi.web.visitors import account_of

_SALT = "hashiwatashi.bags.share"


def share_token(bag: Bag) -> str:
    """What stands in the link: the bag, and the key that withdrawing takes away."""
    return signing.dumps([str(bag.uid), bag.shared_key], salt=_SALT)


def share_address(request: HttpRequest, bag: Bag) -> str:
    """The whole address to pass on."""
    return request.build_absolute_uri(reverse("bag-shared", args=[share_token(bag)]))


def bag_behind(token: str) -> Bag | None:
    """The bag that a link opens; None where it was not made here, has run out, or was withdrawn."""
    try:
        uid, key = signing.loads(token, salt=_SALT, max_age=SHARED_FOR)
    except signing.BadSignature:
        return None
    # The link, not the visitor's door, is what opens a bag; its records still stand behind theirs.
    bag = Bag.objects.filter(uid=uid, shared_key=key, account__is_active=True).first()
    return bag if bag and bag.is_shared_at(timezone.now()) else None


@public
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """The records of a shared bag that the visitor may see."""
    bag = bag_behind(token)
    if bag is None:
        raise NotFound(_("This link is not whole, has run out, or was withdrawn. Ask whoever sent it for a new one."))
    seen = [content for content in contents(entries_of(bag), request.user) if content.found]
    answer = render(request, "bag/shared.html", {"contents": seen, "until": bag.shared_until})
    answer["X-Robots-Tag"] = "noindex"
    return answer


@on_record(Bag, "use_bag")
@require_POST
def make(request: HttpRequest, bag: Bag) -> HttpResponse:
    """Make a link; one made before opens no more."""
    share(bag, by=account_of(request))
    messages.success(request, _("The share link is made. Copy it below."))
    return HttpResponseRedirect(f"{reverse('bag')}#share")


@on_record(Bag, "use_bag")
@require_POST
def withdraw(request: HttpRequest, bag: Bag) -> HttpResponse:
    """Let the link open no more."""
    unshare(bag, by=account_of(request))
    messages.success(request, _("The share link is withdrawn."))
    return HttpResponseRedirect(f"{reverse('bag')}#share")
