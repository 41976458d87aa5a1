"""The earlier cases of one's own institution, and of those that merged into it, that are like the one at hand: what
helped then, before one answers."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from hashiwatashi.consultations.enums import OPEN_STAGES, ConsultationStage, EntryKind
from hashiwatashi.consultations.models import Consultation, Entry
from hashiwatashi.matching.alike import alike
from hashiwatashi.organisations.mergers import merged_into
from hashiwatashi.people.models import Account

_SHOWN = 5
# So many of the last closed cases are looked through.
_LOOKED_AT = 2_000


@dataclass(frozen=True, slots=True)
class PastCase:
    """An earlier case, the words that both have, and what helped, or else what was answered last."""

    record: Consultation
    words: tuple[str, ...]
    helped: str


def past_cases(record: Consultation, reader: Account) -> list[PastCase]:
    """Up to five closed cases of the holder that are like an open one, best first, by two queries.

    For the holder's own staff alone, and only what their institution held last and closed itself.
    """
    if record.holder_id not in reader.current_desk_ids or record.stage not in OPEN_STAGES:
        return []
    cases = _alike(f"{record.topic}\n{record.text}", frozenset({record.holder_id}), reader, record.pk)
    answers = _last_answers(record.holder_id, [case.pk for case, _words in cases])
    return [PastCase(case, words, case.result or answers.get(case.pk, "")) for case, words in cases]


def cases_like(text: str, reader: Account) -> list[Consultation]:
    """Up to five closed cases of the reader's own institutions that are like what somebody asks, best first.

    For those who answer there alone.
    """
    own = reader.current_desk_ids
    return [case for case, _words in _alike(text, own, reader)] if own else []


def _alike(
    text: str, holders: frozenset[int], reader: Account, itself: int = 0
) -> list[tuple[Consultation, tuple[str, ...]]]:
    theirs = Q(holder__in=holders) | Q(holder__in=merged_into(holders))
    seen = Consultation.objects.visible_to(reader).filter(theirs, stage=ConsultationStage.DONE)
    earlier = list(seen.exclude(pk=itself).order_by("-closed_at", "-pk")[:_LOOKED_AT])
    # Of cases with the same words, such as those of one campaign, the last is enough.
    earlier = list({_text(one): one for one in reversed(earlier)}.values())[::-1]
    found = alike(text, [_text(one) for one in earlier], _SHOWN)
    return [(earlier[one.place], one.words) for one in found]


def _text(case: Consultation) -> str:
    return f"{case.topic}\n{case.text}\n{case.result}"


def _last_answers(holder: int, cases: list[int]) -> dict[int, str]:
    """What the institution itself, or one that merged into it, answered last in each case."""
    theirs = Q(organisation=holder) | Q(organisation__in=merged_into([holder]))
    answers = Entry.objects.filter(theirs, consultation__in=cases, kind=EntryKind.ANSWER)
    return {answer.consultation_id: answer.text for answer in answers.order_by("at", "pk")}
