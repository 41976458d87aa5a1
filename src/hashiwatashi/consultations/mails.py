"""The mails to whoever asked: number and link, and nothing of what it is about.

They leave once what they tell of is stored, with the outermost transaction: nobody has a mail about what was refused.
Where the mail server fails then, the people of the institution read it in the history. A new link alone leaves
before: where its mail fails the old one stays.
"""

from __future__ import annotations

from functools import partial

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from hashiwatashi.common.errors import Unavailable
from hashiwatashi.consultations.askers import mail_has_left
from hashiwatashi.consultations.enums import EntryKind
from hashiwatashi.consultations.links import LINK_FOR, address_of
from hashiwatashi.consultations.models import Consultation, Entry

log = structlog.get_logger(__name__)


def send_receipt(consultation: Consultation) -> None:
    """It has come in: the number, and the link that shows who answers and by when."""
    _send(consultation, _("We have received your question"), _("Who answers it, and by when, stands here:"))


def send_answered(consultation: Consultation) -> None:
    """There is an answer."""
    _send(consultation, _("Your question has been answered"), _("Read the answer here:"))


def send_consent_asked(consultation: Consultation) -> None:
    """Another institution could answer better; that needs consent, one click."""
    told = _("Another institution could answer it better. It is told only if you agree, here:")
    _send(consultation, _("May we pass your question on?"), told)


def send_handed_off(consultation: Consultation) -> None:
    """Another institution answers from now on."""
    told = _("Another institution has taken it over, with the same number. Who answers, and by when, stands here:")
    _send(consultation, _("Your question has been taken over"), told)


def send_stays(consultation: Consultation) -> None:
    """The institution that was to answer did not take it on: whoever agreed to that is told who answers now."""
    told = _("The other institution could not take it on. It is answered where it was. See why, here:")
    _send(consultation, _("Your question was not passed on"), told)


def send_closed(consultation: Consultation) -> None:
    """It is closed; one click says whether it helped."""
    _send(consultation, _("Did it help?"), _("Your question is closed. Tell us by one click whether it helped:"))


def send_officer_changed(consultation: Consultation) -> None:
    """Somebody else at the same institution is in charge."""
    told = _("Somebody else at the same institution is in charge of your question now. See who, here:")
    _send(consultation, _("Who is in charge has changed"), told)


def send_officer_sought(consultation: Consultation) -> None:
    """Whoever was in charge has left; nobody is for a while."""
    told = _(
        "Whoever was in charge of your question has moved. The institution decides anew who is; number, history and "
        "the day it is due stay. It stands here:"
    )
    _send(consultation, _("Who is in charge is being decided anew"), told)


def send_new_link(consultation: Consultation) -> None:
    """The link before has ended; this one opens it from now on. Raises `Unavailable` where it cannot be sent."""
    told = _("The links in earlier mails open nothing any more. From now on your question stands here:")
    letter = _letter(consultation, _("Your new link"), told, address_of(consultation))
    try:
        letter()
    except OSError as error:
        log.error("mail_not_sent", number=consultation.number, reason=str(error))
        told = _("The mail could not be sent, so nothing was stored. Try again in some minutes.")
        raise Unavailable(told) from error


def _send(consultation: Consultation, subject: str, told: str) -> None:
    # Who told no mail address has no link either.
    if consultation.contact_mail:
        send(consultation, subject, told, address_of(consultation))


def send(consultation: Consultation, subject: str, told: str, address: str) -> None:
    """A mail about a consultation that leads to ``address``; it leaves when the outermost transaction is stored."""
    if not consultation.contact_mail or mail_has_left(consultation):
        return
    letter = _letter(consultation, subject, told, address)
    # Robust: what else waits for the commit, and the answer to the request, do not depend on it.
    transaction.on_commit(partial(_leave, consultation, letter), robust=True)


def _letter(consultation: Consultation, subject: str, told: str, address: str) -> partial[int]:
    """A mail, written and not sent yet. Each begins the time of its link anew."""
    consultation.link_until = timezone.now() + LINK_FOR
    Consultation.objects.filter(pk=consultation.pk).update(link_until=consultation.link_until)
    number = _("Receipt number: %(number)s") % {"number": consultation.number}
    lines = (number, told, address, _("Whoever has this link can read it: do not pass it on."))
    title = f"【{settings.SITE_NAME}】{subject} ({consultation.number})"
    return partial(send_mail, title, "\n\n".join(lines) + "\n", None, [consultation.contact_mail])


def _leave(consultation: Consultation, letter: partial[int]) -> None:
    """What it tells of is stored already: where it does not leave, the institution learns to call."""
    try:
        letter()
    except OSError as error:
        log.error("mail_not_sent", number=consultation.number, reason=str(error))
        with override(settings.LANGUAGE_CODE):
            text = _("The mail to whoever asked could not be sent. Call, or mail a new link later.")
        holder = Consultation.objects.get(pk=consultation.pk).holder
        Entry.objects.create(
            consultation=consultation, kind=EntryKind.NOTE, text=text, organisation=holder, is_open=False
        )
