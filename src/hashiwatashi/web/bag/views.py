"""The bag in use: what is in it, and all that is done to it, without an account and without scripts, too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hashiwatashi.bags.contents import contents, is_there
from hashiwatashi.bags.entries import MOST, Entry, Way, added, moved, noted, without
from hashiwatashi.bags.models import LONGEST_NOTE, Bag
from hashiwatashi.common.errors import InvalidInput, NotFound
from hashiwatashi.matching.enums import Kind
from hashiwatashi.web.bag.keeping import bag_in_use, before, in_turn, keep, kept, remember, remember_before
from hashiwatashi.web.bag.sharing import share_address
from hashiwatashi.web.permissions import public
from hashiwatashi.web.visitors import return_address


@public
def index(request: HttpRequest) -> HttpResponse:
    """What is in the bag, in order; ``?undo=1`` offers to put back what was taken out last."""
    entries = kept(request)
    bag = bag_in_use(request)
    if bag:
        remember(request, entries)
    shown = {
        "contents": contents(entries, request.user),
        "bag": bag,
        "bags": list(Bag.objects.visible_to(request.user).with_counts()),
        "share_address": share_address(request, bag) if bag and bag.is_shared else "",
        "may_undo": "undo" in request.GET and bool(before(request)),
        "tools": ((Way.UP.value, _("Up")), (Way.DOWN.value, _("Down")), ("remove", _("Take out"))),
        "longest_note": LONGEST_NOTE,
    }
    return render(request, "bag/index.html", shown)


@public
@require_POST
@in_turn
def add(request: HttpRequest) -> HttpResponse:
    """Put a record into the bag, and go back to where it was found; what the visitor cannot see is not there."""
    new = _entry(request)
    if not is_there(new, request.user):
        raise NotFound(_("There is no such record."))
    entries = kept(request)
    more = added(entries, [new])
    if len(more) == len(entries):
        is_full = new.key not in {entry.key for entry in entries}
        messages.warning(request, _full() if is_full else _("This is among the candidates already."))
    else:
        keep(request, more)
        bag = bag_in_use(request)
        told = _("Put into “%(bag)s”.") % {"bag": bag.title} if bag else _("Put among the candidates.")
        messages.success(request, told)
    return HttpResponseRedirect(return_address(request, "bag"))


@public
@require_POST
@in_turn
def remove(request: HttpRequest) -> HttpResponse:
    """Take a record out; it can be put back."""
    entries = kept(request)
    return _taken_out(request, entries, without(entries, _entry(request).key))


@public
@require_POST
@in_turn
def clear(request: HttpRequest) -> HttpResponse:
    """Take everything out; it can be put back."""
    return _taken_out(request, kept(request), [])


@public
@require_POST
@in_turn
def undo(request: HttpRequest) -> HttpResponse:
    """Put back what was taken out last."""
    if entries := before(request):
        # What was put in since then stays.
        keep(request, added(entries, kept(request)))
        remember_before(request, [])
        messages.success(request, _("Put back."))
    return HttpResponseRedirect(reverse("bag"))


@public
@require_POST
@in_turn
def move(request: HttpRequest) -> HttpResponse:
    """Move a record one place up or down."""
    way = request.POST.get("way", "")
    if way not in set(Way):
        raise InvalidInput(_("Choose up or down."), field="way")
    key = _entry(request).key
    keep(request, moved(kept(request), key, Way(way)))
    return HttpResponseRedirect(f"{reverse('bag')}#item-{key.replace(':', '-')}")


@public
@require_POST
@in_turn
def note(request: HttpRequest) -> HttpResponse:
    """Note something about a record."""
    text = request.POST.get("note", "").strip()
    if len(text) > LONGEST_NOTE:
        told = _("Please shorten the note to %(limit)d characters; it has %(length)d.")
        raise InvalidInput(told % {"limit": LONGEST_NOTE, "length": len(text)}, field="note")
    key = _entry(request).key
    keep(request, noted(kept(request), key, text))
    messages.success(request, _("The note is saved."))
    return HttpResponseRedirect(f"{reverse('bag')}#item-{key.replace(':', '-')}")


def _taken_out(request: HttpRequest, entries: Sequence[Entry], rest: Sequence[Entry]) -> HttpResponse:
    if len(rest) < len(entries):
        remember_before(request, entries)
        keep(request, rest)
    return HttpResponseRedirect(f"{reverse('bag')}?undo=1")


def _entry(request: HttpRequest) -> Entry:
    """The record that a form names. Raises `InvalidInput`."""
    sent: Any = request.POST
    try:
        return Entry(Kind(sent.get("kind")), UUID(sent.get("record", "")), asked=sent.get("asked", ""))
    except ValueError as error:
        raise InvalidInput(_("The form does not say which record is meant."), field="record") from error


def _full() -> str:
    return _("A bag holds %(number)d records. Take some out, or start another bag.") % {"number": MOST}
