"""A node of three is killed (-9) while the index is asked and written: no wrong answer, no lost document."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.cluster.conftest import NODES, PATIENCE_SECONDS
from tests.cluster.examples import documents, questions

from mekiki import Query, TantivyIndex
from mekiki.index.cluster import OpenSearchIndex
from mekiki.index.cluster.client import ClusterUnreachable


def in_background(task):
    """Runs a task again and again until the returned function is called, which tells how often it ran."""
    stop = threading.Event()

    def work():
        rounds = 0
        while not stop.is_set():
            task(rounds)
            rounds += 1
        return rounds

    threads = ThreadPoolExecutor(1)
    future = threads.submit(work)

    def end():
        stop.set()
        threads.shutdown()
        return future.result()

    return end


ASKED = [Query(text, facets=("kind",)) for text in [*questions(6), ""]]


def embedded(given):
    index = TantivyIndex()
    index.replace_all(given)
    return index


def test_whichever_node_is_lost_answers_are_right_and_no_acknowledged_change_is_gone(opened, other_url, kill):
    given = list(documents(300))
    opened().replace_all(given)
    expected = list(embedded(given).search_many(ASKED))
    reader = opened(patience_seconds=PATIENCE_SECONDS)

    def ask(number):
        assert reader.search(ASKED[number % len(ASKED)]) == expected[number % len(ASKED)]
        if number % 5 == 0:
            assert len(dict(reader.versions())) == 300

    written = OpenSearchIndex(other_url, patience_seconds=PATIENCE_SECONDS)
    kept = {document.id: document for document in documents(100, version=1)}
    written.replace_all(list(kept.values()))

    def change(number):
        added = list(documents(5, seed=number, version=number + 2))
        removed = f"d{number % 95 + 5}"
        written.update(add=added, remove=[removed])
        kept.update((document.id, document) for document in added)
        kept.pop(removed, None)

    ends = [in_background(ask), in_background(change)]
    try:
        for node in NODES:
            kill(node)
    finally:
        asked, changed = [end() for end in ends]
    assert asked > len(ASKED)
    assert changed > len(NODES)
    fresh = OpenSearchIndex(other_url, patience_seconds=PATIENCE_SECONDS)
    assert dict(fresh.versions()) == {document.id: document.version for document in kept.values()}
    assert list(fresh.search_many(ASKED)) == list(embedded(kept.values()).search_many(ASKED))


def test_a_rebuild_outlasts_the_loss_of_a_node(opened, kill):
    index = opened(patience_seconds=PATIENCE_SECONDS)

    def rebuild(number):
        assert index.replace_all(documents(400, version=number + 1)) == 400

    end = in_background(rebuild)
    try:
        kill(2)
    finally:
        rounds = end()
    assert rounds > 0
    versions = dict(opened().versions())
    assert (len(versions), set(versions.values())) == (400, {rounds})


def test_without_any_node_it_is_said(opened, url):
    nowhere = type(opened())(url.replace(url.split("/")[2], "127.0.0.1:9"), patience_seconds=0.5)
    with pytest.raises(ClusterUnreachable):
        nowhere.search(Query("異物"))
