"""What became of a consultation: its lines, and the steps between them, in one order.

The steps stand in no table of their own: the periods of its holders and its hand-offs tell them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise, zip_longest

from django.utils.translation import gettext as _

from hashiwatashi.consultations.enums import OPEN_STAGES, ConsultationStage, EntryKind, HandoffStage
from hashiwatashi.consultations.models import Consultation, Entry, Handoff, HolderPeriod
from hashiwatashi.web.formats import called, day

# In what order stands what was done at one moment.
_REOPENED, _ASKED, _TAKEN, _WRITTEN, _HANDED, _ENDED = range(6)


@dataclass(frozen=True, slots=True)
class Passage:
    """One place of the history: a line that somebody wrote, or what was done, with its reason where one was told.

    No step names a person: whoever asked reads them, too.
    """

    at: datetime
    entry: Entry | None = None
    done: str = ""
    reason: str = ""
    rank: int = _HANDED


def passages(
    record: Consultation, entries: Iterable[Entry], periods: Sequence[HolderPeriod], handoffs: Sequence[Handoff]
) -> list[Passage]:
    """The lines given and the steps of the periods and hand-offs, oldest first. The three must be of ``record``."""
    found = [
        *(Passage(one.at, one, rank=_ASKED if one.kind == EntryKind.QUESTION else _WRITTEN) for one in entries),
        *_of_periods(record, sorted(periods, key=lambda one: (one.since, one.pk))),
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


def _of_successions(periods: Sequence[HolderPeriod], handoffs: Iterable[Handoff]) -> Iterator[Passage]:
    """Where another holds it without a hand-off: the institution before has merged into it."""
    handed = {(one.giver_id, one.receiver_id) for one in handoffs if one.stage == HandoffStage.ACCEPTED}
    for before, after in pairwise(sorted(periods, key=lambda one: (one.since, one.pk))):
        pair = (before.organisation_id, after.organisation_id)
        if pair[0] != pair[1] and pair not in handed:
            names = {"old": called(before.organisation), "new": called(after.organisation)}
            yield Passage(after.since, done=_("%(old)s has merged; %(new)s goes on with the case") % names)


def _of_periods(record: Consultation, periods: Sequence[HolderPeriod]) -> Iterator[Passage]:
    for one, after in zip_longest(periods, periods[1:]):
        if one.taken_at:
            told = _("Somebody at %(name)s is in charge") % {"name": called(one.organisation)}
            yield Passage(one.taken_at, done=told, rank=_TAKEN)
        if after is None and one.until and record.stage not in OPEN_STAGES:
            is_done = record.stage == ConsultationStage.DONE
            yield Passage(one.until, done=_("Closed the case") if is_done else _("Took the case back"), rank=_ENDED)
        elif after is not None and _is_reopened(one, after):
            assert one.until is not None  # another follows
            yield Passage(one.until, done=_("Ended at first"), rank=_ENDED)
            yield Passage(after.since, done=_("Reopened the case"), rank=_REOPENED)


def _of_handoff(handoff: Handoff) -> Iterator[Passage]:
    name = {"name": called(handoff.receiver)}
    yield Passage(handoff.created_at, done=_("Hand-off asked for: %(name)s") % name, reason=handoff.reason)
    if handoff.consented_at:
        yield Passage(handoff.consented_at, done=_agreed(handoff))
    if handoff.settled_at:
        yield Passage(handoff.settled_at, done=_settled(handoff) % name, reason=handoff.answer)


def _agreed(handoff: Handoff) -> str:
    name = called(handoff.receiver)
    if not handoff.agreed_on:
        return _("Whoever asked agreed to the hand-off to %(name)s") % {"name": name}
    told = _("%(who)s agreed to the hand-off to %(name)s on %(day)s (%(how)s), as noted by %(giver)s")
    return told % {
        "who": handoff.agreed_by,
        "name": name,
        "day": day(handoff.agreed_on),
        "how": handoff.get_agreed_how_display(),
        "giver": called(handoff.giver),
    }


def _settled(handoff: Handoff) -> str:
    if handoff.stage == HandoffStage.ACCEPTED:
        return _("%(name)s took the case on")
    if handoff.stage == HandoffStage.RETURNED:
        return _("%(name)s did not take the case on")
    if handoff.stage == HandoffStage.CANCELLED:
        return _("The hand-off to %(name)s was taken back")
    if handoff.consented_at:
        return _("Whoever asked agreed to the hand-off to %(name)s no longer")
    return _("Whoever asked did not agree to the hand-off to %(name)s")
