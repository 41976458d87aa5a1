"""Slots for meetings when nobody is absent: colours for the edges of a bipartite graph."""

from __future__ import annotations

import numpy as np

from mekiki.assign.model.problem import Ints


def coloured(firm: Ints, researcher: Ints, *, slots: int, rooms: int) -> Ints:
    """A slot for every meeting, (meetings,), nobody twice in a slot and no slot above its rooms.

    That always works when nobody has more than `slots` meetings (König 1916) and there are at most slots × rooms of
    them (de Werra 1971: a larger and a smaller class always differ along a path that can be exchanged).
    """
    board = _Board(firm, researcher, slots)
    for meeting in range(len(firm)):
        board.add(meeting)
    board.even_out(rooms)
    return board.slot


class _Board:
    """Who is in which meeting in which slot; -1 for none. Firms and researchers are one list of people."""

    def __init__(self, firm: Ints, researcher: Ints, slots: int) -> None:
        first = int(firm.max(initial=-1)) + 1
        people = first + int(researcher.max(initial=-1)) + 1
        self._ends = list(zip(firm.tolist(), (researcher + first).tolist(), strict=True))
        self._at = np.full((people, slots), -1, np.int64)
        self.slot = np.full(len(firm), -1, np.int64)

    def add(self, meeting: int) -> None:
        """Give a meeting a slot, after exchanging two slots along a path if its people share no free one."""
        firm, researcher = self._ends[meeting]
        both = np.flatnonzero((self._at[firm] < 0) & (self._at[researcher] < 0))
        if len(both):
            sizes = (self._at[:, both] >= 0).sum(axis=0)
            self._put(meeting, int(both[np.argmin(sizes)]))
            return
        mine, theirs = (int(np.flatnonzero(self._at[person] < 0)[0]) for person in (firm, researcher))
        self._exchange(self._path(researcher, mine, theirs), mine, theirs)
        self._put(meeting, mine)

    def even_out(self, rooms: int) -> None:
        """Exchange along paths until no slot has more meetings than rooms."""
        while True:
            sizes = np.bincount(self.slot, minlength=self._at.shape[1])
            large, small = int(sizes.argmax()), int(sizes.argmin())
            if sizes[large] <= rooms:
                return
            self._exchange(self._longer(large, small), large, small)

    def _longer(self, large: int, small: int) -> list[int]:
        """A path that begins and ends with a meeting of the larger slot."""
        for person in np.flatnonzero((self._at[:, large] >= 0) & (self._at[:, small] < 0)).tolist():
            path = self._path(person, large, small)
            if len(path) % 2:
                return path
        raise AssertionError("a larger slot has a path that ends in it on both sides")

    def _path(self, person: int, first: int, second: int) -> list[int]:
        """The meetings met from a person on, by turns in the first and the second slot."""
        path: list[int] = []
        slot, other = first, second
        while (meeting := int(self._at[person, slot])) >= 0:
            path.append(meeting)
            firm, researcher = self._ends[meeting]
            person = researcher if person == firm else firm
            slot, other = other, slot
        return path

    def _exchange(self, path: list[int], one: int, other: int) -> None:
        slots = [other if self.slot[meeting] == one else one for meeting in path]
        for meeting in path:
            for person in self._ends[meeting]:
                self._at[person, self.slot[meeting]] = -1
        for meeting, slot in zip(path, slots, strict=True):
            self._put(meeting, slot)

    def _put(self, meeting: int, slot: int) -> None:
        self.slot[meeting] = slot
        for person in self._ends[meeting]:
            self._at[person, slot] = meeting
