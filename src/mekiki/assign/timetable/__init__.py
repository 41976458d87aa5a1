"""An event's timetable. `making` is the way through; the others are its steps."""

from mekiki.assign.timetable.making import Timetable, arrange

__all__ = ["Timetable", "arrange"]
