"""What an assignment aims for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Objective(StrEnum):
    """`TOTAL`: the best sum of scores. `FAIREST`: the worst task as well off as can be, then the best sum."""

    TOTAL = "total"
    FAIREST = "fairest"


@dataclass(frozen=True, slots=True)
class Aims:
    """What to aim for, in the published order: most places filled, worst task, level loads, best total.

    `partial`: fill as many places as can be when not all can; otherwise that is refused as infeasible.
    `level`: spread the load before looking at the total. `seed`: decides between equals. `time_limit`: seconds,
    used only where the problem is hard (fairest with demands above 1); the gap is then told.
    """

    objective: Objective = Objective.TOTAL
    partial: bool = False
    level: bool = False
    seed: int = 0
    time_limit: float = 60.0
