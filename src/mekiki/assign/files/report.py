"""An assignment as plain values and as sentences: what was reached, and what proves it."""

from __future__ import annotations

import numpy as np

from mekiki.assign.solve import Assignment


def report(found: Assignment) -> dict[str, object]:
    """One JSON object: status, total with its bound and gap, worst task, loads, unserved tasks."""
    asked, proof = found.problem, found.certificate
    missing = found.missing
    return {
        "status": "optimal" if found.proved else "feasible",
        "pairs": len(found.pairs),
        "total": float(proof.total),
        "bound": float(proof.bound),
        "gap": float(proof.gap),
        "worst": None
        if found.worst is None
        else {
            "method": found.worst.method,
            "score": found.worst.score,
            "bound": found.worst.bound,
            "gap": found.worst.bound - found.worst.score,
            "task": found.worst.task,
            "why_no_higher": found.worst.reason,
        },
        "loads": dict(zip(asked.agents, found.loads.tolist(), strict=True)),
        "unserved": {asked.tasks[task]: int(missing[task]) for task in np.flatnonzero(missing)},
    }


def sentences(found: Assignment) -> list[str]:
    """The same for reading."""
    proof, worst, missing = found.certificate, found.worst, found.missing
    lines = [f"{len(found.pairs)} pairs, total {float(proof.total):.12g}, {_proved(float(proof.gap), proof.proved)}"]
    if worst is not None:
        words = {"pair": "its score", "sum": "the sum over its agents"}[worst.method]
        lines.append(
            f"worst task {worst.task}: {words} {worst.score:.12g}, "
            f"{_proved(worst.bound - worst.score, worst.bound == worst.score)}"
        )
        lines += [f"no higher, for {worst.reason}"] if worst.reason else []
    if len(found.loads):
        lines.append(f"loads from {found.loads.min()} to {found.loads.max()}, mean {found.loads.mean():.3g}")
    if missing.any():
        names = ", ".join(found.problem.tasks[task] for task in np.flatnonzero(missing)[:10])
        more = ", …" if np.count_nonzero(missing) > 10 else ""
        lines.append(f"{int(missing.sum())} places of {np.count_nonzero(missing)} tasks stay empty: {names}{more}")
    return lines


def _proved(gap: float, proved: bool) -> str:
    return "proved best" if proved else f"at most {gap:.3g} below the best"
