"""How well people are matched with texts by their works: within one person over texts, and between two persons.

    .venv/bin/python bench/experts.py [--eval ../shared/eval]

Two labelled sets: what reviewers say of their own knowledge of papers (loss: lower is better; Stelmakh and others, A
gold standard dataset for the reviewer assignment problem, 2023) and triples of a manuscript with who knows it better
and who knows it less (accuracy: higher is better).
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

from mekiki.documents import Document
from mekiki.experts.scoring import Experts, Profile

EVAL = Path(__file__).parents[1].parent / "shared" / "eval"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--eval", type=Path, default=EVAL)
    options = parser.parse_args()
    print("| set | measure | mekiki |")
    print("| --- | --- | --- |")
    print(f"| experts_gold_dev | loss over texts of one person | {gold(options.eval / 'experts_gold_dev'):.3f} |")
    share = triples(options.eval / "experts_lr_bench" / "triples.json")
    print(f"| experts_lr_bench | share of triples in the right order | {share:.3f} |", flush=True)
    return 0


def gold(folder: Path) -> float:
    """Differences of wrongly ordered pairs of texts of one person (half for ties) over all differences."""
    profiles = [_profile(record["_id"], record["works"]) for record in _lines(folder / "profiles.jsonl")]
    texts = [Document(record["_id"], record["title"], record["text"]) for record in _lines(folder / "texts.jsonl")]
    scores = {(fit.profile, fit.text): fit.score for fit in Experts(profiles).fits(texts)}
    told: dict[str, dict[str, float]] = defaultdict(dict)
    with (folder / "judgements.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            told[row["profile"]][row["text"]] = float(row["expertise"])
    lost = total = 0.0
    for person, known in told.items():
        for one, other in combinations(known, 2):
            difference = known[one] - known[other]
            scored = scores[person, one] - scores[person, other]
            total += abs(difference)
            lost += abs(difference) * (0.5 if scored == 0 else float(difference * scored < 0))
    return lost / total


def triples(path: Path) -> float:
    """The share of triples whose better expert has the higher score; ties count half. All people are one circle."""
    found = json.loads(path.read_text(encoding="utf-8"))
    people = {
        side["author_id"]: side["papers"] for triple in found for side in (triple["positive"], triple["negative"])
    }
    papers = {triple["anchor"]["paper_id"]: triple["anchor"] for triple in found}
    profiles = [_profile(name, map(_work, works)) for name, works in people.items()]
    texts = [Document(name, paper["paper_title"], paper["abstract"] or "") for name, paper in papers.items()]
    scores = {(fit.profile, fit.text): fit.score for fit in Experts(profiles).fits(texts)}
    right = 0.0
    for triple in found:
        text = triple["anchor"]["paper_id"]
        better, worse = (scores[triple[side]["author_id"], text] for side in ("positive", "negative"))
        right += 0.5 if better == worse else float(better > worse)
    return right / len(found)


def _work(paper: Mapping[str, Any]) -> Mapping[str, str]:
    return {"title": paper["title"] or "", "text": paper["abstract"] or ""}


def _profile(name: str, works: Iterable[Mapping[str, str]]) -> Profile:
    documents = [Document(str(number), work["title"], work["text"]) for number, work in enumerate(works)]
    return Profile(name, tuple(documents))


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


if __name__ == "__main__":
    sys.exit(main())
