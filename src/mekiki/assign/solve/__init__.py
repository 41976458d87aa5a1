"""Solving an assignment, aim by aim, each with what proves it: `solving` is the way through, the others its steps."""

from mekiki.assign.solve.solving import Assignment, Worst, solve

__all__ = ["Assignment", "Worst", "solve"]
