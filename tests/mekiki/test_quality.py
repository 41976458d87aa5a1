"""The ranking does not get worse: floors on labelled data, one setting for all."""

from dataclasses import asdict
from pathlib import Path

import pytest

from mekiki import TantivyIndex
from mekiki.evaluation import evaluate
from mekiki.lines import read_documents, read_qrels, read_queries


@pytest.mark.real_input
@pytest.mark.parametrize(
    ("name", "measure", "floor", "every"),
    [
        ("en_cranfield", "ndcg_at_10", 0.55, 1),
        ("en_sbir_topic2ref", "ndcg_at_10", 0.52, 1),
        # Every fifth question: the whole sets are in bench/quality.py.
        ("ja_jaquad_dev", "mrr_at_10", 0.90, 5),
        ("ja_jsquad_valid", "mrr_at_10", 0.93, 5),
    ],
)
def test_quality_stays_above_its_floor(shared_eval, name, measure, floor, every):
    assert measured(shared_eval / name, every)[measure] >= floor


# Questions and instruments of our own (架空), in Japanese and English: these need nothing from outside.
@pytest.mark.parametrize(("measure", "floor"), [("ndcg_at_10", 0.91), ("mrr_at_10", 0.97)])
def test_quality_on_the_workshops_questions_stays_above_its_floor(measure, floor):
    assert measured(Path(__file__).parent / "data/workshop")[measure] >= floor


def measured(folder, every=1):
    judged = read_qrels(folder / "qrels.tsv")
    asked = [(key, query) for key, query in read_queries(folder / "queries.jsonl") if key in judged][::every]
    index = TantivyIndex()
    index.replace_all(read_documents(folder / "corpus.jsonl"))
    results = index.search_many(query for _, query in asked)
    run = {key: [hit.id for hit in found.hits] for (key, _), found in zip(asked, results, strict=True)}
    return asdict(evaluate({key: judged[key] for key in run}, run))
