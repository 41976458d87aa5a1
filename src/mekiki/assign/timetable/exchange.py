"""A timetable made better a few slots at a time, until the time is over or nothing better can exist."""

from __future__ import annotations

import time
from dataclasses import replace
from fractions import Fraction

import numpy as np

from mekiki.assign.model.exact import exact
from mekiki.assign.timetable.event import Event
from mekiki.assign.timetable.placing import Placing, place

SLOTS = 4  # how many slots are filled anew at a time
SECONDS = 4.0  # how long one such part may take


def exchanged(event: Event, start: Placing, bound: Fraction, *, seed: int, until: float) -> Placing:
    """A placing at least as good as `start`: a few slots are emptied and filled anew as well as can be, by turns.

    Large neighbourhood search (Shaw 1998); every part is an integer programme. Ends when the total reaches `bound` or
    at `until` (on the monotonic clock). No proof by itself: the gap to the bound goes with the result.
    """
    random, scores, best = np.random.default_rng(seed), exact(event.score), start
    slots = event.firm_there.shape[1]
    while scores.total(best.wishes) < bound and (left := until - time.monotonic()) > 0:
        chosen = random.choice(slots, min(SLOTS, slots), replace=False)
        inside = np.isin(best.slots, chosen)
        outside = Placing(best.wishes[~inside], best.slots[~inside])
        part = _part(event, outside, chosen)
        open_ = np.setdiff1d(np.arange(len(event.score)), outside.wishes)
        before = Placing(best.wishes[inside], best.slots[inside])
        found = place(part, open_, seed=seed, seconds=min(SECONDS, max(0.1, left)), start=before).best
        if found is not None and scores.total(found.wishes) > scores.total(before.wishes):
            best = Placing(
                np.concatenate([outside.wishes, found.wishes]), np.concatenate([outside.slots, found.slots])
            )
    return best


def _part(event: Event, outside: Placing, chosen: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Event:
    """The event in some of its slots only, with what minimum the other slots leave to be met."""
    there = np.zeros(event.firm_there.shape[1], bool)
    there[chosen] = True
    met = np.bincount(event.wish_firm[outside.wishes], minlength=len(event.firms))
    return replace(
        event,
        firm_there=event.firm_there & there,
        researcher_there=event.researcher_there & there,
        minimum=np.maximum(event.minimum - met, 0),
    )
