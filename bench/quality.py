"""How well mekiki ranks, on every labelled set of ../shared/eval, beside plain character-pair BM25 in the same run.

.venv/bin/python bench/quality.py [--sets NAME …] [--folder ../shared/eval]
"""

from __future__ import annotations

import argparse
import math
import re
import sys
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

from mekiki import Document, Query, TantivyIndex
from mekiki.evaluation import Quality, evaluate
from mekiki.lines import read_documents, read_qrels, read_queries

SETS = (
    "ja_localgovfaq_dev",
    "ja_jaquad_dev",
    "ja_jsquad_valid",
    "en_sbir_topic2ref",
    "en_cranfield",
    "en_csfcube_background",
    "en_csfcube_method",
    "en_csfcube_result",
    "xx_tatoeba_en2ja",
)
Asked = list[tuple[str, Query]]
DEPTH = 100


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path(__file__).parents[2] / "shared" / "eval")
    parser.add_argument("--sets", nargs="*", default=SETS)
    options = parser.parse_args()
    if not options.folder.is_dir():
        print(f"The labelled data is not here: {options.folder} is missing, so there is nothing to measure.")
        return 0
    print("| set | queries | ranker | Hit@1 | MRR@10 | nDCG@10 | Recall@10 | Recall@100 | build s | ms a query |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for name in options.sets:
        folder = options.folder / name
        qrels = read_qrels(folder / "qrels.tsv")
        documents = list(read_documents(folder / "corpus.jsonl"))
        asked = [(key, query) for key, query in read_queries(folder / "queries.jsonl") if key in qrels]
        for ranker, ranked in (("mekiki", _mekiki), ("character pairs", _plain)):
            print(_row(name, ranker, qrels, asked, *ranked(documents, asked)), flush=True)
    return 0


def _row(
    name: str,
    ranker: str,
    qrels: dict[str, dict[str, float]],
    asked: Asked,
    run: dict[str, list[str]],
    build: float,
    search: float,
) -> str:
    quality: Quality = evaluate(qrels, run)
    first = [qrels[key].get(found[0], 0.0) > 0 if found else False for key, found in run.items()]
    figures = (
        sum(first) / len(first),
        quality.mrr_at_10,
        quality.ndcg_at_10,
        quality.recall_at_10,
        quality.recall_at_100,
    )
    shown = " | ".join(f"{figure:.4f}" for figure in figures)
    return f"| {name} | {quality.queries} | {ranker} | {shown} | {build:.1f} | {search / len(asked) * 1000:.1f} |"


def _mekiki(documents: list[Document], asked: Asked) -> tuple[dict[str, list[str]], float, float]:
    index = TantivyIndex()
    build = _timed(lambda: index.replace_all(documents))
    run: dict[str, list[str]] = {}

    def search() -> None:
        results = index.search_many(Query(query.text, limit=DEPTH) for _, query in asked)
        for (key, _), found in zip(asked, results, strict=True):
            run[key] = [hit.id for hit in found.hits]

    return run, build, _timed(search)


def _plain(documents: list[Document], asked: Asked) -> tuple[dict[str, list[str]], float, float]:
    """BM25 with k1 1.2 and b .75 over character pairs (whole words where letters are Latin)."""
    index = _PairIndex()
    build = _timed(lambda: index.fill(documents))
    run: dict[str, list[str]] = {}

    def search() -> None:
        for key, query in asked:
            run[key] = index.best(query.text)

    return run, build, _timed(search)


class _PairIndex:
    def fill(self, documents: Iterable[Document]) -> None:
        self.postings: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        self.ids: list[str] = []
        self.lengths: list[int] = []
        for document in documents:
            terms = _pairs(f"{document.title} {document.text}")
            for term, count in Counter(terms).items():
                self.postings[term].append((len(self.ids), count))
            self.ids.append(document.id)
            self.lengths.append(len(terms))
        self.mean = sum(self.lengths) / len(self.lengths)

    def best(self, text: str) -> list[str]:
        scores: defaultdict[int, float] = defaultdict(float)
        for term in set(_pairs(text)):
            found = self.postings.get(term, [])
            weight = math.log(1 + (len(self.ids) - len(found) + 0.5) / (len(found) + 0.5))
            for number, count in found:
                norm = 1.2 * (0.25 + 0.75 * self.lengths[number] / self.mean)
                scores[number] += weight * count * 2.2 / (count + norm)
        ordered = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        return [self.ids[number] for number, _ in ordered[:DEPTH]]


def _pairs(text: str) -> list[str]:
    found = []
    for run in re.findall(r"[a-z0-9]+|[^\W_a-z0-9]+", unicodedata.normalize("NFKC", text).lower()):
        found += [run] if run[0].isascii() or len(run) == 1 else [run[i : i + 2] for i in range(len(run) - 1)]
    return found


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
