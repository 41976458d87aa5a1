"""The condition of the installation's index, as `hashi doctor` and the demo ask for it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from hashiwatashi.matching import marks, sources
from hashiwatashi.matching.errors import IndexAway, IndexUnreadable
from hashiwatashi.matching.index import open_index, refusals
from hashiwatashi.matching.models import IndexMark


@dataclass(frozen=True, slots=True)
class Condition:
    """``indexed`` and ``expected`` count documents, ``waiting`` counts marks; ``damage`` says why the index cannot be
    read and is empty when it can, ``trouble`` how its cluster put it. ``lost_triggers`` are those whose tables no
    longer mark their changes."""

    indexed: int
    expected: int
    waiting: int
    damage: str
    trouble: str
    lost_triggers: tuple[str, ...]

    @property
    def needs_building(self) -> bool:
        """Whether working off the marks would not make it whole."""
        return bool(self.damage) or (self.waiting == 0 and self.indexed != self.expected) or self.indexed == 0


def condition() -> Condition:
    """How the index stands now; counts, reads no document."""
    indexed, damage, trouble = 0, "", ""
    try:
        with refusals():
            indexed = len(open_index())
    except IndexUnreadable as error:
        damage, trouble = str(error), str(error.__cause__) if isinstance(error, IndexAway) else ""
    return Condition(
        indexed=indexed,
        expected=sources.count(),
        waiting=IndexMark.objects.count(),
        damage=damage,
        trouble=trouble,
        lost_triggers=tuple(marks.missing_triggers(connection)),
    )


def oldest_mark() -> int | None:
    """The mark that has waited longest; None when none waits."""
    return IndexMark.objects.order_by("pk").values_list("pk", flat=True).first()
