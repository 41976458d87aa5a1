"""A node of three is killed (-9) while the index is asked and written: no wrong answer, no lost document."""

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.mekiki.cluster.examples import documents, questions

from mekiki import Query, TantivyIndex
from mekiki.index.cluster import OpenSearchIndex
from mekiki.index.cluster.client import Address, Cluster, ClusterRefused, ClusterUnreachable

NODES = (1, 2, 3)
# A killed node is started again and has its copies back after some ten seconds; on a machine that has much else to
# do it may take minutes. These bound a wait for a state and say nothing of speed.
WHOLE_SECONDS = 400
PATIENCE_SECONDS = 120


@pytest.fixture
def kill(server, url):
    """Kills a node, and waits until the cluster is whole again."""
    cluster = Cluster(Address.of(url), patience_seconds=PATIENCE_SECONDS)

    def what_is_missing():
        try:
            health = cluster.send("GET", "/_cluster/health")
            # A manager that has not noticed yet that a node is gone says that all is well: the nodes in the cluster
            # must be the processes that run now. Else the next node is killed while this one is away.
            nodes = cluster.send("GET", "/_nodes/process")["nodes"].values()
            joined = {one["process"]["id"] for one in nodes} == {server.pid(node) for node in NODES}
            if joined and (health["number_of_nodes"], health["status"]) == (len(NODES), "green"):
                return None
            copies = cluster.send("GET", "/_cat/shards", format="json", h="index,shard,prirep,state,unassigned.*")
            return health, [one for one in copies if one["state"] != "STARTED"]
        except (ClusterRefused, ClusterUnreachable) as error:
            return error

    def wait_until_whole():
        wait_for(lambda: not what_is_missing(), lambda: f"The cluster is not whole again: {what_is_missing()}")

    def work(node):
        before = server.pid(node)
        os.kill(before, signal.SIGKILL)
        wait_for(lambda: server.pid(node) != before, lambda: f"Node {node} was not started again")
        wait_until_whole()

    wait_until_whole()
    yield work
    wait_until_whole()
    cluster.close()


def wait_for(condition, otherwise):
    until = time.monotonic() + WHOLE_SECONDS
    while not condition():
        assert time.monotonic() < until, otherwise()
        time.sleep(0.2)


def patient(index):
    """An index whose requests are repeated for long: what is slow here is the machine, not the cluster."""
    index._cluster._patience = PATIENCE_SECONDS
    return index


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
    reader = patient(opened())

    def ask(number):
        assert reader.search(ASKED[number % len(ASKED)]) == expected[number % len(ASKED)]
        if number % 5 == 0:
            assert len(dict(reader.versions())) == 300

    written = patient(OpenSearchIndex(other_url))
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
    fresh = patient(OpenSearchIndex(other_url))
    assert dict(fresh.versions()) == {document.id: document.version for document in kept.values()}
    assert list(fresh.search_many(ASKED)) == list(embedded(kept.values()).search_many(ASKED))


def test_a_rebuild_outlasts_the_loss_of_a_node(opened, kill):
    index = patient(opened())

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
    nowhere = type(opened())(url.replace(url.split("/")[2], "127.0.0.1:9"))
    nowhere._cluster._patience = 0.5
    with pytest.raises(ClusterUnreachable):
        nowhere.search(Query("異物"))
