"""How good a ranking is, measured against judgements."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mekiki.errors import InputError

Judgements = Mapping[str, Mapping[str, float]]
Run = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Quality:
    """Means over all judged queries that have a relevant document, each 0 to 1; a query without hits counts 0."""

    queries: int
    mrr_at_10: float
    ndcg_at_10: float
    recall_at_10: float
    recall_at_100: float


def evaluate(judgements: Judgements, run: Run) -> Quality:
    """The quality of a run. Raises `InputError` when no judged query has a relevant document."""
    judged = {query: grades for query, grades in judgements.items() if any(grade > 0 for grade in grades.values())}
    if not judged:
        raise InputError("No query has a document with a grade above 0, so there is nothing to measure.")
    rows = [_measures(grades, run.get(query, ())) for query, grades in sorted(judged.items())]
    means = [math.fsum(column) / len(rows) for column in zip(*rows, strict=True)]
    return Quality(len(rows), *means)


def _measures(grades: Mapping[str, float], ranking: Sequence[str]) -> tuple[float, float, float, float]:
    relevant = sum(grade > 0 for grade in grades.values())
    hits = [grades.get(document, 0.0) for document in ranking[:100]]
    return (
        reciprocal_rank(hits[:10]),
        _gain(hits[:10]) / _gain(sorted(grades.values(), reverse=True)[:10]),
        sum(grade > 0 for grade in hits[:10]) / relevant,
        sum(grade > 0 for grade in hits) / relevant,
    )


def reciprocal_rank(grades: Sequence[float]) -> float:
    """1 ÷ rank of the first relevant hit, 0 without one."""
    return next((1 / rank for rank, grade in enumerate(grades, start=1) if grade > 0), 0.0)


def _gain(grades: Sequence[float]) -> float:
    """Discounted cumulative gain with gain = grade (Järvelin and Kekäläinen, 2002); grades below 0 count 0."""
    return math.fsum(max(grade, 0.0) / math.log2(rank + 1) for rank, grade in enumerate(grades, start=1))
