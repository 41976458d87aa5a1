"""The open consultations that pass with a hand-over, on its day: in one step with it, or once the day has come."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from hashiwatashi.common.audit.trail import Actor, SystemActor
from hashiwatashi.consultations.passing import give_back, in_charge_of, pass_on
from hashiwatashi.holders.models import Handover
from hashiwatashi.notices.actions import tell
from hashiwatashi.notices.consultations import CASES_PASSED
from hashiwatashi.organisations.models import Organisation


def pass_cases(handover: Handover) -> bool:
    """Put what the giver is in charge of by now into the charge of the receiver; the institution must be locked.

    Returns whether there was any of which she has been told, by one notice.
    """
    people = {"giver": handover.giver, "receiver": handover.receiver}
    handover.cases = pass_on(**people, holder=handover.organisation, by=_actor(handover))
    handover.cases_due = None
    handover.save(update_fields=["cases", "cases_due", "updated_at"])
    passed = in_charge_of(handover.receiver, handover.organisation).filter(pk__in=handover.cases).count()
    if passed:
        values: dict[str, Any] = {"count": passed, "giver": str(handover.giver)}
        values["organisation"] = handover.organisation.name
        tell([handover.receiver], CASES_PASSED, by=_actor(handover), about=handover.uid, **values)
    return passed > 0


def give_back_cases(handover: Handover) -> None:
    """What passed, and is with the receiver still, is the giver's again."""
    people = {"giver": handover.giver, "receiver": handover.receiver}
    give_back(handover.cases, **people, holder=handover.organisation, by=_actor(handover))


def pass_due_cases(*, day: date) -> int:
    """Do it for the hand-overs whose day has come; how many consultations passed."""
    passed = 0
    for key, organisation in Handover.objects.cases_due_on(day).values_list("pk", "organisation"):
        with transaction.atomic():
            Organisation.objects.select_for_update(no_key=True).get(pk=organisation)
            # It may have been undone meanwhile.
            handover = Handover.objects.cases_due_on(day).for_lists().filter(pk=key).first()
            if handover is not None:
                pass_cases(handover)
                passed += len(handover.cases)
    return passed


def _actor(handover: Handover) -> Actor:
    """Who hands over need not handle the institution's consultations: the product passes them, in her name."""
    return SystemActor(f"handover:{handover.made_by.uid}")
