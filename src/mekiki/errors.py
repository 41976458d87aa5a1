"""Everything the engine can refuse, as one small tree.

MekikiError
├── InputError       a file, line or value that cannot be used
├── IndexBusy        another process is writing to the index
├── IndexDamaged     the index folder is not one of ours, or of another version
├── IndexUnreachable the index lies elsewhere and does not answer, or refuses (index/cluster/client.py)
├── HelperLost       a process that analyses texts died
├── Infeasible       an assignment that cannot be made, with what proves it (assign/solve/infeasible.py)
└── SolverFailed     a solver that gave no usable answer (assign/solve/flow.py)
"""

from __future__ import annotations


class MekikiError(Exception):
    """Anything the engine refuses; the message says how to mend it."""


class InputError(MekikiError):
    """A file, line or value that cannot be used."""


class IndexBusy(MekikiError):
    """Another process has been writing to the index for longer than we wait."""


class IndexDamaged(MekikiError):
    """The index folder cannot be read; it is derived data, so build it anew."""


class IndexUnreachable(MekikiError):
    """The index lies on other machines, which do not answer or refuse the request."""


class HelperLost(MekikiError):
    """A process that analyses texts for us died, for want of memory perhaps; nothing was written."""
