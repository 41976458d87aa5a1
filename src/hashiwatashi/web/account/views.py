"""What belongs to the person who is signed in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from hashiwatashi.equipment.models import Equipment
from hashiwatashi.needs.disclosure import sheet_for
from hashiwatashi.needs.models import Need
from hashiwatashi.opening.rules import KEEPERS
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.people.models import Account
from hashiwatashi.people.roles import LETTING_IN
from hashiwatashi.web.account import questions, today
from hashiwatashi.web.permissions import signed_in
from hashiwatashi.web.rooms import card_of
from hashiwatashi.web.visitors import account_of

_SHOWN = 20


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """What waits for the account, what is its own, what has changed; its organisations and roles."""
    account = account_of(request)
    own = account.current_organisation_ids
    needs = Need.objects.visible_to(account).filter(owner__in=own).for_lists()
    in_use = Equipment.objects.visible_to(account).filter(owner__in=own).not_retired()
    unconfirmed = in_use.unverified_on(timezone.localdate())
    context = {
        "today": timezone.localdate(),
        "waiting": list(today.waiting(account, timezone.localdate())),
        "questions_due": questions.due(account),
        "questions_asked": questions.asked(account),
        "holdings": today.holdings(account),
        "recent": today.recent(account),
        "memberships": account.current_memberships,
        "own_organisations": dict.fromkeys(m.organisation for m in account.current_memberships),
        "looked_after": dict.fromkeys(m.organisation for m in account.current_memberships if m.role in LETTING_IN),
        "needs": [(card_of(sheet_for(need, account)), need) for need in needs[:_SHOWN]],
        "unconfirmed": [card_of(record) for record in unconfirmed.for_lists()[:_SHOWN]],
        "unconfirmed_total": unconfirmed.count(),
        "may_add_need": account.has_perm("hashiwatashi.add_need"),
        "may_add_equipment": account.has_perm("hashiwatashi.add_equipment"),
        "may_import": account.has_perm("hashiwatashi.import_files"),
        "may_keep_opening": _keeps_opening(account),
    }
    return render(request, "account/home.html", context)


def _keeps_opening(account: Account) -> bool:
    """Whether the account looks after the hours of an institution; firms have none."""
    held = (m for m in account.current_memberships if m.role in KEEPERS)
    return any(m.organisation.kind != OrganisationKind.FIRM for m in held)
