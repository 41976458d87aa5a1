"""Who takes what: the best total, the fairest, event timetables.

Nothing is imported here, for the solvers take a while to load:

>>> from mekiki.assign.aims import Aims
>>> from mekiki.assign.problem import Problem
>>> from mekiki.assign.solve import solve
"""
