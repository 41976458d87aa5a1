"""Taking a step with a consultation: its verb, who may, and the action behind it; the same on pages and over REST."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.errors import Conflict, NotAllowed, NotFound
from hashiwatashi.consultations import actions, handing
from hashiwatashi.consultations.enums import EntryKind, Usefulness
from hashiwatashi.consultations.models import Consultation, Handoff
from hashiwatashi.consultations.promises import days_for
from hashiwatashi.people.models import Account

Values = Mapping[str, Any]
Act = Callable[[Consultation, Any, Values], Any]


def _open(consultation: Consultation) -> Handoff:
    handoff = consultation.handoffs.open().for_lists().first()
    if handoff is None:
        raise Conflict(_("There is no hand-off under way any more."))
    return handoff


def _answered(consultation: Consultation, told: Values) -> Handoff:
    """The hand-off under way, which must be the one that the page named: consent is given to one institution."""
    handoff = _open(consultation)
    if told.get("handoff") != str(handoff.uid):
        raise Conflict(_("The hand-off is another one by now. Read to whom it would go, and answer again."))
    return handoff


#: What whoever asked may do, by the link or signed in.
ASKERS: Mapping[str, Act] = {
    "consent": lambda one, by, told: handing.consent(_answered(one, told), by=by),
    "decline": lambda one, by, told: handing.decline(_answered(one, told), by=by),
    "add": lambda one, by, told: actions.write(one, by=by, kind=EntryKind.QUESTION, **told),
    "withdraw": lambda one, by, _told: actions.withdraw(one, by=by),
    "reopen": lambda one, by, told: actions.reopen(one, by=by, days=days_for(one), text=told["text"]),
    "renew": lambda one, by, _told: actions.replace_link(one, by=by),
    "judge": lambda one, by, told: actions.judge(
        one, by=by, usefulness=Usefulness(told["usefulness"]), why=told["why"], found_by=told["found_by"]
    ),
}
#: What the people of an institution may do.
STAFF: Mapping[str, Act] = {
    "take": lambda one, by, _told: actions.take(one, by=by),
    "assign": lambda one, by, told: actions.assign(one, told["officer"], by=by),
    "answer": lambda one, by, told: actions.answer(one, by=by, **told),
    "note": lambda one, by, told: actions.write(one, by=by, **{**told, "kind": EntryKind(told["kind"])}),
    "close": lambda one, by, told: actions.close(one, by=by, result=told["result"]),
    "accept": lambda one, by, _told: handing.accept(_open(one), by=by),
    "return": lambda one, by, told: handing.return_(_open(one), by=by, answer=told["answer"]),
    "link": lambda one, by, _told: actions.replace_link(one, by=by),
    "cancel": lambda one, by, _told: handing.cancel(_open(one), by=by),
    "note_consent": lambda one, by, told: handing.note_consent(_open(one), by=by, **told),
}
# Who may take these, the hand-off itself says.
_OF_HANDOFFS = frozenset({"accept", "return", "cancel"})


def check_may(record: Consultation, verb: str, *, by: Account) -> None:
    """Raises `NotAllowed` for an account on whose side of a consultation the step does not stand."""
    may = "end_consultation" if verb == "reopen" else "follow_consultation"
    if verb in ASKERS and not by.has_perm(f"hashiwatashi.{may}", record):
        raise NotAllowed(_("Only who asked may do this."))
    if verb in STAFF and verb not in _OF_HANDOFFS and not by.has_perm("hashiwatashi.handle_consultation", record):
        raise NotAllowed(_("Only the people of the institution that holds it may do this."))


def act(verbs: Mapping[str, Act], verb: str, record: Consultation, by: Actor, values: Values) -> None:
    """Do it. Raises `NotFound` for a verb that there is not, and as the action does."""
    if verb not in verbs:
        raise NotFound(_("There is no such step."))
    verbs[verb](record, by, values)
