"""The files of an event, in and out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mekiki.assign.files.assignment import write_csv
from mekiki.assign.files.tables import table
from mekiki.assign.model.problem import Ints
from mekiki.assign.timetable import Timetable
from mekiki.assign.timetable.event import Event
from mekiki.errors import InputError


@dataclass(frozen=True)
class EventFiles:
    """Where the parts of an event lie; CSV with a line of headers, UTF-8 with or without byte order mark.

    `wishes`: firm,researcher,score. `absences`: role,name,slot with the role firm or researcher and slots from 1.
    `minimum`: firm,minimum.
    """

    wishes: Path
    absences: Path | None = None
    minimum: Path | None = None


def read_event(files: EventFiles, *, slots: int, rooms: int) -> Event:
    """The event that the files describe; raises `InputError` for a line that cannot be used."""
    firms: dict[str, int] = {}
    researchers: dict[str, int] = {}
    wishes: dict[tuple[int, int], float] = {}
    with table(files.wishes, ("firm", "researcher", "score")) as rows:
        for firm, researcher, score in rows.rows():
            one = firms.setdefault(rows.name(firm, "firm"), len(firms))
            other = researchers.setdefault(rows.name(researcher, "researcher"), len(researchers))
            if (one, other) in wishes:
                raise rows.refusal(f"the wish {firm}, {researcher} stood before")
            wishes[one, other] = rows.score(score)
    if not wishes:
        raise InputError(f"{files.wishes}: no wish in it")
    there = {
        "firm": np.ones((len(firms), slots), bool),
        "researcher": np.ones((len(researchers), slots), bool),
    }
    if files.absences is not None:
        with table(files.absences, ("role", "name", "slot")) as rows:
            for role, name, cell in rows.rows():
                if role not in there:
                    raise rows.refusal(f"the role {role!r} is neither firm nor researcher")
                slot = rows.count(cell, "slot")
                if not 1 <= slot <= slots:
                    raise rows.refusal(f"the slot {slot} is not between 1 and {slots}")
                there[role][rows.known(name, role, firms if role == "firm" else researchers), slot - 1] = False
    return Event(
        tuple(firms),
        tuple(researchers),
        np.array([one for one, _ in wishes], dtype=np.int64),
        np.array([other for _, other in wishes], dtype=np.int64),
        np.array(list(wishes.values()), dtype=np.float64),
        there["firm"],
        there["researcher"],
        rooms,
        _minimum(files.minimum, firms),
    )


def write_timetable(path: Path, found: Timetable) -> None:
    """Write slot,room,firm,researcher,score in one step, by slot; slots and rooms count from 1."""
    event = found.event
    room: dict[int, int] = {}
    rows = []
    for wish, slot in zip(found.wishes.tolist(), found.slots.tolist(), strict=True):
        room[slot] = room.get(slot, 0) + 1
        firm, researcher = event.firms[event.wish_firm[wish]], event.researchers[event.wish_researcher[wish]]
        rows.append((slot + 1, room[slot], firm, researcher, float(event.score[wish])))
    write_csv(path, ("slot", "room", "firm", "researcher", "score"), rows)


def _minimum(path: Path | None, firms: dict[str, int]) -> Ints:
    least = np.zeros(len(firms), np.int64)
    seen: set[str] = set()
    if path is not None:
        with table(path, ("firm", "minimum")) as rows:
            for firm, cell in rows.rows():
                least[rows.known(firm, "firm", firms)] = rows.count(cell, "minimum")
                if firm in seen:
                    raise rows.refusal(f"the firm {firm!r} stood before")
                seen.add(firm)
    return least
