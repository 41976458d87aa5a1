"""Who takes what: the best total, the fairest, event timetables.

`model` is what is asked, `solve` and `timetable` answer it, `files` reads and writes, the commands stand on top.
Nothing is imported here, for the solvers take a while to load:

>>> from mekiki.assign.model.aims import Aims
>>> from mekiki.assign.model.problem import Problem
>>> from mekiki.assign.solve import solve
"""
