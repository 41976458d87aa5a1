"""An event: wishes, who is there when, rooms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mekiki.assign.model.problem import Floats, Ints, Marks
from mekiki.errors import InputError


@dataclass(frozen=True, eq=False)
class Event:
    """Who would meet whom, when, and where there is room.

    `wish_firm`, `wish_researcher`: (wishes,) numbers of the pairs that may meet, each once. `score`: (wishes,).
    `firm_there`: (firms, slots) and `researcher_there`: (researchers, slots), False where absent. `rooms`: meetings a
    slot holds at most. `minimum`: (firms,) fewest meetings. Raises `InputError` for what contradicts itself.
    """

    firms: tuple[str, ...]
    researchers: tuple[str, ...]
    wish_firm: Ints
    wish_researcher: Ints
    score: Floats
    firm_there: Marks
    researcher_there: Marks
    rooms: int
    minimum: Ints

    def __post_init__(self) -> None:
        slots = self.firm_there.shape[1]
        if self.firm_there.shape[0] != len(self.firms) or self.researcher_there.shape != (
            len(self.researchers),
            slots,
        ):
            raise InputError("the presences do not fit the firms, the researchers and the slots")
        if not len(self.wish_firm) == len(self.wish_researcher) == len(self.score):
            raise InputError("the wishes' columns differ in length")
        if len(self.minimum) != len(self.firms) or (self.minimum < 0).any():
            raise InputError("every firm needs a minimum of 0 or more")
        if slots < 1 or self.rooms < 1:
            raise InputError("an event needs a slot and a room")
        for firm in np.flatnonzero(self.minimum > self.firm_there.sum(axis=1))[:1]:
            raise InputError(
                f"{self.firms[firm]} must have {self.minimum[firm]} meetings but is there in "
                f"{self.firm_there[firm].sum()} slots only"
            )
        if not np.isfinite(self.score).all():
            raise InputError("a score is not a finite number")

    @property
    def nobody_absent(self) -> bool:
        """Whether everybody is there all the time."""
        return bool(self.firm_there.all() and self.researcher_there.all())
