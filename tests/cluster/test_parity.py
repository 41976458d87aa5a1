"""The cluster gives the embedded index's answers: hits, scores, reasons, passages, totals and facets."""

import json
from itertools import zip_longest

import pytest
from tests.cluster.examples import documents, questions
from tests.conftest import SHARED

from mekiki import Arrangement, Document, Query, TantivyIndex

FACETS = ("kind", "prefecture", "none")


def embedded(given):
    index = TantivyIndex()
    index.replace_all(given)
    return index


def difference(found, expected):
    for place, (one, other) in enumerate(zip_longest(found.hits, expected.hits)):
        if one != other:
            return f"hit {place}: {one} instead of {other}"
    return f"{found.total} {found.facets} instead of {expected.total} {expected.facets}"


def compare(cluster, other, queries):
    for query, found, expected in zip(queries, cluster.search_many(queries), other.search_many(queries), strict=True):
        # Told by hand: to show the whole difference of two long answers takes minutes.
        if found != expected:
            pytest.fail(f"{query}: {difference(found, expected)}", pytrace=False)


def test_answers_are_equal_on_invented_documents(index):
    given = list(documents(2_000))
    assert index.replace_all(given) == 2_000
    other = embedded(given)
    assert len(index) == len(other) == 2_000
    compare(index, other, [Query(text, facets=FACETS) for text in questions(40)])
    bounds = [
        {"only": {"kind": ("seed",)}},
        {"only": {"kind": ("seed", "expert"), "prefecture": ("04", "34", "13")}},
        {"never": {"kind": ("seed",), "prefecture": ("01", "02")}},
        {"only": {"kind": ()}},
        {"only": {"none": ("x",)}},
        {"never": {"none": ("x",)}},
    ]
    for text in [*questions(4, seed=3), ""]:
        compare(index, other, [Query(text, **bound, facets=FACETS) for bound in bounds])
    lift = {"kind": {"seed": 1.0, "expert": 0.4}, "prefecture": {"04": 0.7}}
    compare(index, other, [Query(text, lift=lift, facets=FACETS) for text in questions(6, seed=5)])


def test_strict_answers_and_arranged_ones_are_equal(index):
    # A document without a word counts in the mean length of one index and not of the other's: it is too little to
    # change a page, but the last of the hundred best may be another, and with it what is the same.
    given = [document for document in documents(1_000) if document.text]
    index.replace_all(given)
    other = embedded(given)
    lift = {"kind": {"seed": 1.0, "expert": 0.4}, "prefecture": {"04": 0.7}}
    asked = [*questions(6, seed=6), "空洞", "空"]
    compare(index, other, [Query(text, strictly=True, lift=lift, facets=FACETS) for text in asked])
    compare(index, other, [Query(text, strictly=True, facets=FACETS) for text in asked])
    arranged = Arrangement(same="prefecture", spread="kind", last={"kind": ("seed",)})
    compare(index, other, [Query(text, arranged=arranged, offset=n) for text in ("空洞", "さび") for n in (0, 5)])


def test_pages_are_equal_also_behind_the_pool(index):
    given = list(documents(400))
    index.replace_all(given)
    other = embedded(given)
    for text in [*questions(3, seed=4), ""]:
        browsed = [Query(text, limit=30, offset=offset) for offset in range(0, 60, 30)]
        pages = [
            hit.id
            for page in index.search_many(Query(text, limit=40, offset=n) for n in range(0, 440, 40))
            for hit in page.hits
        ]
        compare(index, other, browsed)
        assert len(pages) == len(set(pages)) == index.search(Query(text)).total


@pytest.mark.parametrize("name", ["en_cranfield", "ja_jsquad_valid"])
def test_answers_are_equal_on_a_public_collection(index, name):
    folder = SHARED / "eval" / name
    if not folder.exists():
        pytest.skip(f"../shared/eval/{name} is not here")
    lines = (json.loads(line) for line in (folder / "corpus.jsonl").open(encoding="utf-8"))
    given = [Document(line["_id"], line.get("title", ""), line["text"]) for line in lines]
    asked = [json.loads(line)["text"] for line in (folder / "queries.jsonl").open(encoding="utf-8")]
    index.replace_all(given)
    compare(index, embedded(given), [Query(text) for text in asked[:25]])


def test_an_updated_index_answers_as_one_built_anew(index, url):
    given = list(documents(500))
    changed = [*documents(120, seed=7, version=9), Document("new", "超音波探傷", "鋳物の空洞を調べる")]
    index.replace_all(given[:300])
    index.update(add=given[300:], remove=["d7", "nobody"])
    index.update(add=changed, remove=["d201", "d499"])
    expected = {document.id: document for document in given if document.id not in {"d7", "d201", "d499"}}
    expected |= {document.id: document for document in changed}
    other = embedded(expected.values())
    assert dict(index.versions()) == dict(other.versions())
    # What has no more answers than candidates is equal to the last digit.
    few = [
        Query(text, only={"prefecture": (area,)}, facets=FACETS)
        for text in questions(8, seed=5)
        for area in ("04", "13")
    ]
    compare(index, other, few)
    asked = [Query(text, facets=FACETS) for text in questions(20, seed=5)]
    for query, found, expected in zip(asked, index.search_many(asked), other.search_many(asked), strict=True):
        # Rows that were replaced count in the cluster's own scores until it clears them away: of a long question that
        # most documents share a word with, the last of the hundred candidates may be another.
        assert (found.total, found.facets) == (expected.total, expected.facets), query.text
        assert [hit.id for hit in found.hits[:10]] == [hit.id for hit in expected.hits[:10]], query.text
        scores = [hit.score for hit in expected.hits[:10]]
        assert [hit.score for hit in found.hits[:10]] == pytest.approx(scores, rel=0.01), query.text


def test_names_and_values_of_keywords_may_be_any_text(index):
    strange = {"a.b": ("2026-01-02T00:00:00Z",), "空 \\": ("", "1", "x\x00y"), " ": ("*",), "": ("?",)}
    index.replace_all([Document("one", "異物", "", strange), Document("two", "異物")])
    for name, values in strange.items():
        for value in values:
            results = index.search(Query("異物", only={name: (value,)}, facets=(name,)))
            assert ([hit.id for hit in results.hits], results.facets[name][value]) == (["one"], 1)
    assert index.search(Query("異物", only={"a.b": strange["a.b"]})).hits[0].keywords == strange


def test_texts_may_hold_anything(index):
    texts = [
        "\x00",
        "\ud800さび",
        "𠮷野の𩸽",
        "a" * 40_000,
        "\u2028\u3000\x1c空 洞",
        "①㍑ｶﾞ",
        "x_y z",
        "\u200b\u200b",
        "\U0010ffff",
    ]
    given = [Document(f"d{number}", text, text * 3) for number, text in enumerate(texts)]
    index.replace_all(given)
    compare(index, embedded(given), [Query(text) for text in [*texts, "吉野", "a" * 60, "空洞"]])


def test_equal_documents_stand_in_the_same_order(index):
    given = [Document(f"d{number:03}", "超音波探傷装置") for number in range(300)]
    index.replace_all(reversed(given))
    compare(index, embedded(given), [Query("超音波", limit=150), Query("超音波", limit=150, offset=150), Query("")])
