"""What matching can refuse because of its index."""

from __future__ import annotations

from hashiwatashi.common.errors import Conflict, Unavailable


class IndexInUse(Conflict):
    """Another process is writing to the index and has been for long."""

    code = "index_in_use"


class IndexUnreadable(Unavailable):
    """The index is of another version or damaged; it is derived data."""

    code = "index_unreadable"


class IndexAway(IndexUnreadable):
    """The cluster that holds the index does not answer, or refuses; its log and ours say why."""

    code = "index_away"
