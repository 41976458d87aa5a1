"""Taking a step with a consultation: the verb of an address, its form, and the action behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.errors import Conflict, NotFound
from hashiwatashi.consultations import actions, handing
from hashiwatashi.consultations.enums import EntryKind, Usefulness
from hashiwatashi.consultations.models import Consultation, Handoff
from hashiwatashi.consultations.promises import days_for
from hashiwatashi.web.consultations import forms as asked
from hashiwatashi.web.consultations.shown import Sheet

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
#: What has been done, once it is: never a word that a stage is called by, too.
TOLD: Mapping[str, Promise] = {
    "consent": _("You have agreed. The other institution has been asked to take it on."),
    "decline": _("You do not agree. It is not passed on."),
    "add": _("Your addition is sent."),
    "withdraw": _("You have taken your question back."),
    "reopen": _("It is open again. Whoever answers has been told."),
    "renew": _("A new link has been mailed to the registered address."),
    "judge": _("Thank you for telling us."),
    "take": _("You are in charge now."),
    "assign": _("The person in charge is set, and has been told."),
    "answer": _("The answer is given. Whoever left an address has been told."),
    "note": _("It is noted in the history."),
    "close": _("The case is closed."),
    "accept": _("Your institution has taken the case on. Nobody is in charge yet."),
    "return": _("It stays with the institution that asked; your reason has been told to it."),
    "link": _("A new link has been mailed to the registered address."),
    "cancel": _("The hand-off is taken back."),
    "note_consent": _("The consent is noted. The other institution has been asked to take it on."),
}
_FORMS: Mapping[str, type[forms.Form]] = {
    "add": asked.LineForm,
    "judge": asked.JudgeForm,
    "reopen": asked.ReopenForm,
    "answer": asked.AnswerForm,
    "note": asked.StaffLineForm,
    "close": asked.CloseForm,
    "return": asked.ReturnForm,
    "note_consent": asked.OralConsentForm,
}


def form_of(verb: str, sheet: Sheet, sent: Any, files: Any = None) -> forms.Form | None:
    """The form of a step, filled with what was sent; None for a step without one."""
    if verb == "assign":
        return asked.AssignForm(actions.staff_of(sheet.record.holder), sent)
    return _FORMS[verb](sent, files) if verb in _FORMS else None


def act(verbs: Mapping[str, Act], verb: str, record: Consultation, by: Actor, values: Values) -> None:
    """Do it. Raises `NotFound` for a verb that there is not, and as the action does."""
    if verb not in verbs:
        raise NotFound(_("There is no such step."))
    verbs[verb](record, by, values)
