"""Whether whoever asked can be asked for consent here, by mail or on a page."""

from __future__ import annotations

from django.utils import timezone

from hashiwatashi.consultations.models import Consultation
from hashiwatashi.consultations.rules import CONSENTING, asked_it
from hashiwatashi.people.roles import accounts_with


def can_be_asked(consultation: Consultation) -> bool:
    """Whether a mail or a page reaches whoever asked, or those who speak for the firm; else only people can ask."""
    if consultation.contact_mail or asked_it(consultation.asker, consultation):
        return True
    firm = consultation.firm_id
    return firm is not None and bool(accounts_with(CONSENTING, firm, timezone.localdate()))
