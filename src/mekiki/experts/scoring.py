"""How well people fit a text, judged by the works that fit it best."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from mekiki.documents import Document
from mekiki.experts.likeness import Likeness, Numbers

# Each further work of a person counts this much less than the one before it, best first. The best alone would be
# chance, the plain mean would punish those who also did other things.
_NEXT_WORK = 0.9
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Profile:
    """A person known by works: papers, patents, past cases, fields, equipment."""

    id: str
    works: tuple[Document, ...]


class Witness(NamedTuple):
    """A work that speaks for a person: its title, and its part of the score."""

    title: str
    share: float


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a person fits a text, 0 to 1, and the works that say so, strongest first."""

    profile: str
    text: str
    score: float
    works: tuple[Witness, ...]


class Experts:
    """A circle of people; within it scores compare between people for one text and between texts for one person."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self._profiles = profiles
        # Whoever shares a work with others is compared by the same copy of it.
        works = {_content(work): work for profile in profiles for work in profile.works}
        self._place = {content: place for place, content in enumerate(works)}
        self._likeness = Likeness([*works.values()]) if works else None

    def fits(self, texts: Sequence[Document]) -> Iterator[Fit]:
        """Every person's fit to every text, text by text, people in the order given."""
        likeness = self._likeness.to(texts) if self._likeness else (np.zeros(0) for _ in texts)
        for text, alike in zip(texts, likeness, strict=True):
            for profile in self._profiles:
                yield self._fit(profile, text.id, alike)

    def _fit(self, profile: Profile, text: str, alike: Numbers) -> Fit:
        ordered = sorted(
            ((float(alike[self._place[_content(work)]]), work.title or work.text[:80]) for work in profile.works),
            key=lambda found: (-found[0], found[1]),
        )
        weights = (_NEXT_WORK ** np.arange(len(ordered))).tolist()
        shares = [value * weight / sum(weights) for (value, _), weight in zip(ordered, weights, strict=True)]
        named = [Witness(title, share) for (_, title), share in zip(ordered, shares, strict=True) if share > 0]
        # Rounding may carry a sum of parts of one past it.
        return Fit(profile.id, text, min(sum(shares), 1.0), tuple(named[:_NAMED]))


def _content(work: Document) -> tuple[str, str]:
    return (work.title, work.text)
