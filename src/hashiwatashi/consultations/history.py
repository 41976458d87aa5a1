"""What became of a consultation: its lines, and the steps between them, in one order.

The steps stand in no table of their own: the periods of its holders, the changes of the person in charge and its
hand-offs tell them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise, zip_longest

from hashiwatashi.consultations.enums import OPEN_STAGES, ConsultationStage, EntryKind, HandoffStage
from hashiwatashi.consultations.models import Consultation, Entry, Handoff, HolderPeriod, OfficerChange
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account

# In what order stands what was done at one moment.
_REOPENED, _ASKED, _TAKEN, _WRITTEN, _HANDED, _ENDED = range(6)


class Done(StrEnum):
    """A step of the history, by the word that programs read."""

    TAKEN = "taken"
    OFFICER_CHANGED = "officer_changed"
    OFFICER_LEFT = "officer_left"
    OFFICER_FOUND = "officer_found"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"
    REOPENED = "reopened"
    SUCCEEDED = "succeeded"
    HANDOFF_ASKED = "handoff_asked"
    CONSENTED = "consented"
    CONSENT_NOTED = "consent_noted"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    CANCELLED = "cancelled"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Happening:
    """One place of the history: a line that somebody wrote, or what was done, at or with which institution.

    No step names a person, as whoever asked reads them, too: but for who agreed orally, as ``handoff`` tells, and,
    for colleagues alone, who was in charge before and after a ``change``.
    """

    at: datetime
    entry: Entry | None = None
    done: Done | None = None
    organisation: Organisation | None = None
    # Whom ``organisation`` succeeded.
    before: Organisation | None = None
    handoff: Handoff | None = None
    change: OfficerChange | None = None
    reason: str = ""
    rank: int = _HANDED

    @property
    def writer(self) -> Account | None:
        """Who wrote the line, as colleagues read it: whoever asked is named if they have told their name, and never
        by the account with which they asked without."""
        if self.entry is None:
            return None
        record = self.entry.consultation
        is_of_asker = self.entry.organisation_id in {None, record.firm_id}
        return None if is_of_asker and not record.contact_name else self.entry.by


def happenings(
    record: Consultation,
    entries: Iterable[Entry],
    periods: Sequence[HolderPeriod],
    handoffs: Sequence[Handoff],
    changes: Iterable[OfficerChange],
) -> list[Happening]:
    """The lines given and the steps of the periods, hand-offs and changes of the person in charge, oldest first. All
    must be of ``record``."""
    found = [
        *(Happening(one.at, one, rank=_ASKED if one.kind == EntryKind.QUESTION else _WRITTEN) for one in entries),
        *_of_periods(record, sorted(periods, key=lambda one: (one.since, one.pk))),
        *(_of_change(one) for one in changes),
        *_of_successions(periods, handoffs),
        *(step for handoff in sorted(handoffs, key=lambda one: one.pk) for step in _of_handoff(handoff)),
    ]
    return sorted(found, key=lambda one: (one.at, one.rank))


def reopened_at(periods: Sequence[HolderPeriod]) -> datetime | None:
    """When it was last reopened: see `_is_reopened`."""
    listed = sorted(periods, key=lambda one: (one.since, one.pk))
    again = [after.since for before, after in pairwise(listed) if _is_reopened(before, after)]
    return again[-1] if again else None


def _is_reopened(before: HolderPeriod, after: HolderPeriod) -> bool:
    """Whether one institution holds it twice in a row, or a successor after a while: a hand-off always goes to
    another, and like a merger at the moment in which the period before ends."""
    return before.organisation_id == after.organisation_id or before.until != after.since


def _of_successions(periods: Sequence[HolderPeriod], handoffs: Iterable[Handoff]) -> Iterator[Happening]:
    """Where another holds it without a hand-off: the institution before has merged into it."""
    handed = {(one.giver_id, one.receiver_id) for one in handoffs if one.stage == HandoffStage.ACCEPTED}
    for before, after in pairwise(sorted(periods, key=lambda one: (one.since, one.pk))):
        pair = (before.organisation_id, after.organisation_id)
        if pair[0] != pair[1] and pair not in handed:
            yield Happening(
                after.since, done=Done.SUCCEEDED, organisation=after.organisation, before=before.organisation
            )


def _of_periods(record: Consultation, periods: Sequence[HolderPeriod]) -> Iterator[Happening]:
    for one, after in zip_longest(periods, periods[1:]):
        at = one.organisation
        if one.taken_at:
            yield Happening(one.taken_at, done=Done.TAKEN, organisation=at, rank=_TAKEN)
        if after is None and one.until and record.stage not in OPEN_STAGES:
            done = Done.CLOSED if record.stage == ConsultationStage.DONE else Done.WITHDRAWN
            yield Happening(one.until, done=done, organisation=at, rank=_ENDED)
        elif after is not None and _is_reopened(one, after):
            assert one.until is not None  # another follows
            yield Happening(one.until, done=Done.ENDED, organisation=at, rank=_ENDED)
            yield Happening(after.since, done=Done.REOPENED, organisation=after.organisation, rank=_REOPENED)


def _of_change(change: OfficerChange) -> Happening:
    done = Done.OFFICER_CHANGED
    if change.before is None or change.after is None:
        done = Done.OFFICER_LEFT if change.after is None else Done.OFFICER_FOUND
    return Happening(change.at, done=done, organisation=change.organisation, change=change, rank=_TAKEN)


def _of_handoff(handoff: Handoff) -> Iterator[Happening]:
    def step(at: datetime, done: Done, reason: str = "") -> Happening:
        return Happening(at, done=done, organisation=handoff.receiver, handoff=handoff, reason=reason)

    yield step(handoff.created_at, Done.HANDOFF_ASKED, handoff.reason)
    if handoff.consented_at:
        yield step(handoff.consented_at, Done.CONSENT_NOTED if handoff.agreed_on else Done.CONSENTED)
    if handoff.settled_at:
        yield step(handoff.settled_at, Done(handoff.stage), handoff.answer)
