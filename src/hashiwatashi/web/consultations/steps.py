"""Taking a step with a consultation: the form of its verb, and what is said once it is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hashiwatashi.consultations.actions import staff_of
from hashiwatashi.web.consultations import forms as asked
from hashiwatashi.web.consultations.shown import Sheet

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
    "return": _("It stays with the institution that asked; it and whoever asked read your reason."),
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
        return asked.AssignForm(staff_of(sheet.record.holder), sent)
    return _FORMS[verb](sent, files) if verb in _FORMS else None
