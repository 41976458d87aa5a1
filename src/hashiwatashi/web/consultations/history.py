"""The history of a consultation in words: its lines, and what was done between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from hashiwatashi.consultations.history import Done, Happening, happenings
from hashiwatashi.consultations.models import Consultation, Entry, Handoff, HolderPeriod, OfficerChange
from hashiwatashi.people.models import Account
from hashiwatashi.web.formats import called, day


@dataclass(frozen=True, slots=True)
class Passage:
    """One place of the history: a line that somebody wrote, or what was done, with its reason where one was told."""

    at: datetime
    entry: Entry | None = None
    done: str = ""
    reason: str = ""
    # As `Happening.writer` says: for colleagues alone.
    writer: Account | None = None


def passages(
    record: Consultation,
    entries: Iterable[Entry],
    periods: Sequence[HolderPeriod],
    handoffs: Sequence[Handoff],
    changes: Iterable[OfficerChange],
    *,
    for_staff: bool,
) -> list[Passage]:
    """As `consultations.history.happenings` gives them, in words; ``for_staff`` with who is in charge by name."""
    return [
        Passage(one.at, one.entry, _done(one, for_staff=for_staff) if one.done else "", one.reason, one.writer)
        for one in happenings(record, entries, periods, handoffs, changes)
    ]


def _done(one: Happening, *, for_staff: bool) -> str:
    if one.change is not None and for_staff:
        return _changed(one.change)
    name = {"name": called(one.organisation)}
    if one.done == Done.SUCCEEDED:
        names = {"old": called(one.before), "new": called(one.organisation)}
        return _("%(old)s has merged; %(new)s goes on with the case") % names
    if one.handoff is not None and one.done == Done.CONSENT_NOTED:
        return _agreed_orally(one.handoff)
    if one.handoff is not None and one.done == Done.DECLINED and one.handoff.consented_at:
        return _("Whoever asked agreed to the hand-off to %(name)s no longer") % name
    told = {
        Done.TAKEN: _("Somebody at %(name)s is in charge"),
        Done.OFFICER_CHANGED: _("Somebody else is in charge now"),
        Done.OFFICER_LEFT: _("Whoever was in charge has moved; it is being decided anew who is"),
        Done.OFFICER_FOUND: _("Somebody is in charge again"),
        Done.CLOSED: _("Closed the case"),
        Done.WITHDRAWN: _("Took the case back"),
        Done.ENDED: _("Ended at first"),
        Done.REOPENED: _("Reopened the case"),
        Done.HANDOFF_ASKED: _("Hand-off asked for: %(name)s"),
        Done.CONSENTED: _("Whoever asked agreed to the hand-off to %(name)s"),
        Done.ACCEPTED: _("%(name)s took the case on"),
        Done.RETURNED: _("%(name)s did not take the case on"),
        Done.CANCELLED: _("The hand-off to %(name)s was taken back"),
        Done.DECLINED: _("Whoever asked did not agree to the hand-off to %(name)s"),
    }
    return told[one.done] % name if one.done else ""


def _changed(change: OfficerChange) -> str:
    names = {"old": change.before, "new": change.after}
    if change.after is None:
        return _("%(old)s, who was in charge, has moved; it is being decided anew who is") % names
    if change.before is None:
        return _("%(new)s is in charge now") % names
    return _("Somebody else is in charge now (%(old)s → %(new)s)") % names


def _agreed_orally(handoff: Handoff) -> str:
    told = _("%(who)s agreed to the hand-off to %(name)s on %(day)s (%(how)s), as noted by %(giver)s")
    return told % {
        "who": handoff.agreed_by,
        "name": called(handoff.receiver),
        "day": day(handoff.agreed_on),
        "how": handoff.get_agreed_how_display(),
        "giver": called(handoff.giver),
    }
