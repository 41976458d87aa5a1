"""The policy measures of the demo world."""

from __future__ import annotations

from datetime import date

from hashiwatashi.common.calendar import fiscal_year
from hashiwatashi.demo import texts
from hashiwatashi.demo.bodies import Bodies
from hashiwatashi.demo.marking import DEMO, marks
from hashiwatashi.regions.actions import register_measure
from hashiwatashi.regions.stages import MEASURE_STAGES

# The steps that lead to each stage.
_WAYS = {"planned": (), "running": ("begin",), "done": ("begin", "finish"), "dropped": ("drop",)}


def make_measures(bodies: Bodies, *, day: date) -> int:
    """Register every measure and take it to its stage; returns how many."""
    rows = texts.table("measures")
    for row in rows:
        measure = register_measure(
            by=DEMO,
            owner=bodies[row["lead"]],
            partners=[bodies[key] for key in row["partners"]],
            title=row["title"],
            text=row["text"],
            fiscal_year=fiscal_year(day) + row["year"],
            evidence=row["evidence"],
            **marks("measure", row["key"]),
        )
        for verb in _WAYS[row["stage"]]:
            MEASURE_STAGES.move(measure, verb, by=DEMO)
    return len(rows)
