"""Who stands for whoever asked: the account that did, or those who speak for the firm."""

from __future__ import annotations

from django.utils import timezone

from hashiwatashi.consultations.models import Consultation
from hashiwatashi.consultations.rules import CONSENTING, asked_it
from hashiwatashi.people.models import Account
from hashiwatashi.people.roles import accounts_with


def askers_of(consultation: Consultation) -> list[Account]:
    """The accounts that are told what becomes of it and asked for consent; none where only a link leads to it."""
    if consultation.asker is not None and asked_it(consultation.asker, consultation):
        return [consultation.asker]
    firm = consultation.firm_id
    return accounts_with(CONSENTING, firm, timezone.localdate()) if firm else []


def mail_has_left(consultation: Consultation) -> bool:
    """Whether its mail address is of an account that acts for the firm no longer: nothing goes there any more, and no
    link that went there opens it."""
    asker = consultation.asker
    if asker is None or asker.email.lower() != consultation.contact_mail.lower():
        return False
    return not asked_it(asker, consultation)
