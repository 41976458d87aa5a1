"""Who handles a consultation: the people of the institution that holds it, and of the one that it is offered to."""

from __future__ import annotations

from typing import Any

from hashiwatashi.common.permissions import allow, predicate
from hashiwatashi.consultations.consents import FileConsent
from hashiwatashi.consultations.models import Consultation, Handoff
from hashiwatashi.people.enums import ANSWERING, Role
from hashiwatashi.people.models import Account
from hashiwatashi.people.rules import has_desk, has_desk_at_owner

STAFF = ANSWERING


@predicate("asked_it")
def asked_it(account: Any, consultation: Consultation | None) -> bool:
    """Whether the account acts for the firm that asked or, where no firm did, asked itself.

    Who asked for a firm and has left it since has no part in it any more.
    """
    if not isinstance(account, Account) or consultation is None:
        return False
    if consultation.firm_id is None:
        return account.pk == consultation.asker_id
    return consultation.firm_id in account.current_organisation_ids


@predicate("held_it")
def held_it(account: Any, consultation: Consultation | None) -> bool:
    """Whether the account answers at an institution that holds the consultation or has held it; of a closed one also
    at the successor of such an institution."""
    if not isinstance(account, Account) or consultation is None:
        return False
    own = account.current_desk_ids
    if not own:
        return False
    if consultation.periods.filter(organisation__in=own).exists():
        return True
    return consultation.closed_at is not None and inherits(own, consultation)


def inherits(own: frozenset[int], consultation: Consultation) -> bool:
    """Whether it is a closed one of a body that has merged into one of ``own``."""
    return Consultation.objects.filter(pk=consultation.pk).inherited_by(own).exists()


@predicate("gave_it")
def gave_it(account: Any, handoff: Handoff | None) -> bool:
    """Whether the account acts for the institution that hands off."""
    return isinstance(account, Account) and handoff is not None and handoff.giver_id in account.current_desk_ids


@predicate("asked_what_is_handed_off")
def asked_what_is_handed_off(account: Any, handoff: Handoff | None) -> bool:
    """Whether the account may consent to a hand-off: it asked what is handed off.

    Nobody consents for a firm to what the own institution has offered.
    """
    if handoff is None or not asked_it(account, handoff.consultation):
        return False
    return not acts_for_both(account, handoff)


def acts_for_both(account: Any, handoff: Handoff) -> bool:
    """Whether the account acts for the firm that asked and for the institution that hands off, too."""
    consultation = handoff.consultation
    return consultation.firm_id is not None and bool(asked_it(account, consultation) and gave_it(account, handoff))


@predicate("acts_for_its_firm")
def acts_for_its_firm(account: Any, consent: FileConsent | None) -> bool:
    """Whether the account acts for the firm that let others read its file."""
    return (
        isinstance(account, Account) and consent is not None and consent.firm_id in account.current_organisation_ids
    )


#: Those who let an institution read the file of their firm; whoever acts for the firm may withdraw it.
CONSENTING = (Role.REPRESENTATIVE, Role.ADMINISTRATOR)

allow("note_consultation", has_desk)
allow("read_past_cases", has_desk)
allow("handle_consultation", has_desk_at_owner)
allow("print_consultation", held_it)
allow("follow_consultation", asked_it)
allow("end_consultation", has_desk_at_owner | asked_it)
allow("accept_handoff", has_desk_at_owner)
allow("cancel_handoff", gave_it)
allow("note_handoff_consent", gave_it)
allow("consent_to_handoff", asked_what_is_handed_off)
allow("withdraw_file_consent", acts_for_its_firm)
