"""Undo that rules of use were set or changed: shown first, as what displaces reservations always is."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hashiwatashi.common.errors import Conflict, InvalidInput
from hashiwatashi.opening.models import UseRules
from hashiwatashi.reservations.closing import carried_out
from hashiwatashi.reservations.undoing import rules_before, undo_rules
from hashiwatashi.web.formats import day as in_words
from hashiwatashi.web.opening.previews import Fact, previewed, tell_reinstated, told
from hashiwatashi.web.opening.summary import facts
from hashiwatashi.web.permissions import on_record
from hashiwatashi.web.visitors import account_of


@on_record(UseRules, "set_use_rules")
@require_POST
def undo(request: HttpRequest, record: UseRules) -> HttpResponse:
    """Put rules back as they were, once it was seen which reservations that concerns."""
    page = reverse("use-rules", args=[record.owner.uid])
    known = request.POST["known"].split() if "known" in request.POST else None
    try:
        outcome = carried_out(lambda: [undo_rules(record, by=account_of(request))], known)
        shown = () if outcome.is_done else _shown(record)
    except (Conflict, InvalidInput) as error:
        messages.error(request, str(error))
        return redirect(page)
    if not outcome.is_done:
        title = _("Undo the change of rules")
        return previewed(request, outcome, whose=record.owner, title=title, facts=shown, back=page)
    if outcome.reservations:
        told(request, outcome.reservations, page)
    if outcome.reinstated or not outcome.reservations:
        tell_reinstated(request, outcome.reinstated)
    return redirect(page)


def _shown(record: UseRules) -> list[Fact]:
    before = rules_before(record)
    if before is not None:
        return list(facts(before))
    gone = _("The rules from %(day)s on are taken away. If they ended others, those hold on as before.")
    return [(_("Rules of use"), gone % {"day": in_words(record.since)})]
