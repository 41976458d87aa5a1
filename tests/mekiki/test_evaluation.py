import math

import pytest

from mekiki.errors import InputError
from mekiki.evaluation import evaluate


def test_a_perfect_run_is_perfect():
    quality = evaluate({"q": {"a": 3, "b": 1}}, {"q": ["a", "b"]})
    assert (quality.mrr_at_10, quality.ndcg_at_10, quality.recall_at_10, quality.recall_at_100) == (1, 1, 1, 1)


def test_measures_by_hand():
    quality = evaluate({"q": {"a": 2, "b": 1, "x": 0}}, {"q": ["x", "b", "a"]})
    ideal = 2 + 1 / math.log2(3)
    assert quality.mrr_at_10 == 0.5
    assert quality.ndcg_at_10 == pytest.approx((1 / math.log2(3) + 2 / 2) / ideal)


def test_a_query_without_hits_counts_and_one_without_relevant_documents_does_not():
    quality = evaluate({"q": {"a": 1}, "r": {"a": 1}, "s": {"a": 0}}, {"q": ["a"]})
    assert (quality.queries, quality.mrr_at_10) == (2, 0.5)


def test_recall_counts_as_deep_as_its_name_says():
    ranking = [f"x{number}" for number in range(10)] + ["a"]
    quality = evaluate({"q": {"a": 1}}, {"q": ranking})
    assert (quality.recall_at_10, quality.recall_at_100, quality.mrr_at_10) == (0, 1, 0)


def test_nothing_relevant_at_all_is_an_error():
    with pytest.raises(InputError):
        evaluate({"q": {"a": 0}}, {})
