"""Which kinds of instrument answer questions like this one: those of the vocabulary, searched by the engine.

Rules know only the phrases somebody thought of; some thousand questions, each with the kinds that answer it, also
reach what was said in other words. Their index is made once an installation, beside the catalogue's own.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.conf import settings

from hashiwatashi.equipment.vocabulary import Question, vocabulary
from mekiki import Document, Hit, Query, TantivyIndex
from mekiki.index.layout import VERSION
from mekiki.ranking.vectors import vectors
from mekiki.text.words import says_little, words

# So many questions speak for their kinds: by the square of their score, each further kind of one for less.
_NEAREST, _NEXT_KIND = 30, 0.75
# Of the question's words, so many must stand in the nearest ones for full belief, and fewer than the least say
# nothing. A word that none of them holds counts twice: it may be what the question is about.
_FULLY, _LEAST, _UNMET = 0.7, 0.5, 2.0
_LOOKED_AT = 8
# So many kinds are compared before and after.
_TOLD = 3
_LITTLE_SUBSTANCE = 0.4
# A page is like no question.
_LONGEST = 300
_HOLDING = frozenset({"title", "text"})


@dataclass(frozen=True, slots=True)
class Likeness:
    """``kinds`` says how much the questions nearest to one speak for each kind, above 0 to 1."""

    kinds: Mapping[str, float] = field(default_factory=dict)
    nearest: Question | None = None


class Examples:
    """Some questions and their index: in a folder, or in memory."""

    def __init__(self, questions: tuple[Question, ...], folder: Path | None = None) -> None:
        self._questions, self._index = questions, TantivyIndex(folder)
        if not len(self._index):
            self._index.replace_all(_documents(questions))

    def likeness(self, text: str) -> Likeness:
        """What the questions like this one are answered with; nothing where none is like it."""
        if len(text) > _LONGEST:
            return Likeness()
        hits = self._index.search(Query(text, limit=_NEAREST, explained=_LOOKED_AT)).hits
        belief = _belief(text, hits)
        if belief < _LEAST:
            return Likeness()
        votes: defaultdict[str, float] = defaultdict(float)
        for hit in hits:
            for place, kind in enumerate(hit.keywords["kinds"]):
                votes[kind] += (hit.score / hits[0].score) ** 2 * _NEXT_KIND**place
        share = min(1.0, belief / _FULLY) / max(votes.values())
        return Likeness({kind: vote * share for kind, vote in votes.items()}, self._question(hits[0]))

    def nearest(self, text: str, count: int) -> list[Question]:
        """The questions nearest to one."""
        hits = self._index.search(Query(text, limit=count, explained=0)).hits
        return list(dict.fromkeys(map(self._question, hits)))

    def _question(self, hit: Hit) -> Question:
        return self._questions[int(hit.id.partition(":")[2])]


@cache
def examples() -> Examples:
    """The questions of this installation. Their index is made where there is none of them, which takes some seconds:
    for other questions, another layout of the engine, or word vectors that were not there."""
    questions = vocabulary().questions
    content = repr((VERSION, vectors() is not None, questions)).encode()
    return Examples(questions, settings.EXAMPLES_FOLDER / hashlib.blake2b(content, digest_size=8).hexdigest())


@dataclass(frozen=True, slots=True)
class Change:
    """What a question is answered with ``before`` and ``after`` questions are added, by key, best first."""

    question: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def changes(added: Sequence[Question]) -> list[Change]:
    """Which questions are answered otherwise once some are added: these themselves, and known ones near to them."""
    known = examples()
    fresh = Examples((*vocabulary().questions, *added))
    asked = dict.fromkeys(
        text for one in added for text in (one.ja, *(near.ja for near in known.nearest(one.ja, _LOOKED_AT)))
    )
    made = (Change(text, _first(known.likeness(text)), _first(fresh.likeness(text))) for text in asked)
    return [change for change in made if change.before != change.after]


def _first(like: Likeness) -> tuple[str, ...]:
    return tuple(sorted(like.kinds, key=lambda kind: (-like.kinds[kind], kind)))[:_TOLD]


def _belief(text: str, hits: tuple[Hit, ...]) -> float:
    """How much of what a question says stands in the best of the nearest ones, 0 to 1."""
    said = {
        text[word.start : word.end]: word.substance
        for word in words(text)
        if word.substance > _LITTLE_SUBSTANCE and not says_little(word.term)
    }
    met = [_met(hit, said) for hit in hits]
    # One word of several is shared by chance.
    enough = [some for some in met[:_LOOKED_AT] if len(some) >= min(len(said), 2)]
    anywhere = set().union(*met)
    whole = sum(weight * (1 if word in anywhere else _UNMET) for word, weight in said.items())
    return max((sum(some.values()) for some in enough), default=0.0) / whole if whole else 0.0


def _met(hit: Hit, said: Mapping[str, float]) -> dict[str, float]:
    """The words of a question that a known one holds, with their weights; those only near to one of it count half."""
    near = {reason.word for reason in hit.reasons if reason.field == "near"}
    held = {reason.word for reason in hit.reasons if reason.field in _HOLDING}
    return {word: said[word] * (1.0 if word in held else 0.5) for word in (near | held) & said.keys()}


def _documents(questions: tuple[Question, ...]) -> Iterator[Document]:
    for number, question in enumerate(questions):
        for language, text in (("ja", question.ja), ("en", question.en)):
            if text:
                yield Document(f"{language}:{number}", text, keywords={"kinds": question.kinds})
