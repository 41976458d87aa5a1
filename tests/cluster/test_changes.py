"""Changes are in force whole or not at all; rebuilds without downtime; writers that are killed leave no trace."""

import subprocess
import sys
import textwrap
import threading
import time
from itertools import count

import pytest

from mekiki import Document, HelperLost, IndexBusy, IndexDamaged, Query
from mekiki.index.cluster.client import Address, Cluster
from mekiki.index.cluster.lease import writing
from mekiki.index.cluster.rows import Rows
from mekiki.index.cluster.state import Control
from mekiki.index.layout import prepare

SEM = Document("sem", "走査電子顕微鏡", "小さな異物の形と元素を調べる", {"kind": ("equipment",)}, 1)
CT = Document("ct", "X線CT装置", "鋳物の中の空洞を壊さずに見る", {"kind": ("equipment",)}, 2)
SEED = Document("seed", "異物を見分ける画像認識", "食品の異物を写真から見つける", {"kind": ("seed",)}, 3)
ALL = (SEM, CT, SEED)


def ids(results):
    return [hit.id for hit in results.hits]


@pytest.fixture
def cluster(url):
    found = Cluster(Address.of(url))
    yield found
    found.close()


@pytest.fixture
def name(url):
    return Address.of(url).name


@pytest.fixture
def control(cluster, name):
    return Control(cluster, name, replicas=1)


def generations(cluster, name):
    found = cluster.send("GET", f"/_cat/indices/{name}-g*", format="json", h="index")
    return {one["index"] for one in found}


def rows(cluster, name):
    return cluster.send("POST", f"/{name}/_count")["count"]


def test_an_index_that_does_not_exist_is_empty(index):
    assert (len(index), index.search(Query("異物", facets=("kind",))).facets) == (0, {"kind": {}})
    assert list(index.versions()) == []


def test_updates_replace_add_and_remove(index, cluster, name):
    index.update(add=[SEM, CT])
    index.update(add=[Document("ct", "超音波探傷", "", {}, 9), SEED], remove=["sem"])
    assert dict(index.versions()) == {"ct": 9, "seed": 3}
    assert ids(index.search(Query("空洞"))) == []
    assert ids(index.search(Query("超音波"))) == ["ct"]
    assert rows(cluster, name) == 2


def test_nothing_to_change_changes_nothing(index, control):
    index.replace_all(ALL)
    before = control.in_force().content
    for _ in range(3):
        index.update(remove=["nobody"])
    assert control.in_force().content == before
    assert control.in_force().ticket == control.in_force().committed


def test_the_last_of_documents_with_the_same_id_stays(index):
    later = Document("sem", "超音波探傷", "", {}, 7)
    assert index.replace_all([SEM, CT, later]) == 2
    assert dict(index.versions()) == {"sem": 7, "ct": 2}
    index.update(add=[SEM, later, SEM], remove=["sem"])
    assert dict(index.versions()) == {"sem": 1, "ct": 2}


def test_an_open_reader_sees_updates_and_rebuilds_at_its_next_search(opened, cluster, name):
    writer, reader = opened(), opened()
    assert len(reader) == 0
    writer.update(add=[SEM])
    assert len(reader) == 1
    writer.replace_all(ALL)
    assert len(reader) == 3
    assert len(generations(cluster, name)) == 1
    # The plain name stands for what is in force.
    assert rows(cluster, name) == 3


def test_many_queries_are_answered_from_one_state(opened):
    writer, reader = opened(), opened()
    writer.replace_all(ALL)
    answers = reader.search_many(Query("異物") for _ in range(3))
    assert next(answers).total == 2
    writer.update(remove=["sem", "seed"])
    assert [answer.total for answer in answers] == [2, 2]
    assert reader.search(Query("異物")).total == 0


def test_an_id_that_is_no_text_is_refused_and_nothing_changes(index):
    index.replace_all(ALL)
    with pytest.raises(UnicodeEncodeError):
        index.update(add=[CT, Document("\ud800", "異物")])
    assert len(index) == 3
    index.update(remove=["ct"])
    assert dict(index.versions()) == {"sem": 1, "seed": 3}


def test_an_index_of_another_version_is_refused_and_can_be_built_anew(index, control):
    index.replace_all(ALL)
    with writing(control) as lease:
        lease.put(version=0)
    for call in (index.search, lambda _: index.update(add=[SEM])):
        with pytest.raises(IndexDamaged):
            call(Query("異物"))
    assert index.replace_all(ALL) == len(index) == 3


def test_one_process_writes_at_a_time(opened, control):
    index = opened(lease_seconds=1.0, wait_seconds=3.0)
    # Longer than the lease: a holder that lives keeps it.
    with writing(control, lease_seconds=1.0), pytest.raises(IndexBusy):
        index.update(add=[SEM])
    index.update(add=[SEM])
    assert len(index) == 1


def test_a_writer_that_was_overtaken_puts_nothing_in_force(index, control):
    index.replace_all([CT])
    with writing(control, lease_seconds=1_000) as slow:
        with writing(control, lease_seconds=0.0):
            pass
        with pytest.raises(IndexBusy):
            slow.put(committed=slow.ticket)
    index.update(add=[SEM])
    assert len(index) == 2


def test_rows_that_arrive_late_from_a_lost_writer_never_show(opened, cluster, control, name):
    index = opened(lease_seconds=0.5)
    index.replace_all([CT])
    with writing(control, lease_seconds=1_000) as lost:
        index.update(add=[SEM])
        late = Rows(cluster, control.in_force().index, lambda: None)
        assert list(late.write([prepare(SEED), prepare(CT)], ticket=lost.ticket)) == [2]
        late.show()
    for found in (index, opened()):
        assert dict(found.versions()) == {"sem": 1, "ct": 2}
        assert found.search(Query("画像認識")).total == 0
    index.update(add=[Document("ct", "超音波探傷", "", {}, 9)])
    assert dict(opened().versions()) == {"sem": 1, "ct": 9}


def test_queries_during_rebuilds_are_answered_from_the_old_or_the_new(opened):
    reader, writer = opened(), opened()

    def built(version):
        writer.replace_all(Document(f"d{n}", f"装置{n}", "金属のさびを調べる", {}, version) for n in range(150))

    built(1)
    done = threading.Event()
    thread = threading.Thread(target=lambda: ([built(version) for version in range(2, 6)], done.set()))
    thread.start()
    seen = []
    while not done.is_set():
        versions = dict(reader.versions())
        assert len(versions) == 150
        answer = reader.search(Query("金属のさび"))
        assert (answer.total, len(answer.hits)) == (150, 20)
        assert len(set(versions.values())) == 1
        seen.append(versions["d0"])
    thread.join()
    assert set(dict(reader.versions()).values()) == {5}
    assert len(set(seen)) > 2
    assert seen == sorted(seen)


WRITER = textwrap.dedent(
    """
    import sys
    from mekiki import Document
    from mekiki.index.cluster import OpenSearchIndex
    index = OpenSearchIndex(sys.argv[1], lease_seconds=1.0)
    def documents(round):
        for number in range(200):
            yield Document(f"d{number}", f"装置{number}", "金属のさびを調べる", {}, round)
    for round in range(2, 1000):
        if sys.argv[2] == "update":
            index.update(add=documents(round))
        else:
            index.replace_all(documents(round))
        print(round, flush=True)
    """
)


@pytest.mark.parametrize("method", ["update", "replace_all"])
def test_a_killed_writer_leaves_all_of_a_step_or_nothing(opened, url, cluster, name, method):
    index = opened(lease_seconds=1.0)
    index.replace_all(Document(f"d{number}", f"装置{number}", "", {}, 1) for number in range(200))
    for delay in (0.0, 0.1, 0.25):
        process = subprocess.Popen([sys.executable, "-c", WRITER, url, method], stdout=subprocess.PIPE, text=True)
        done = int(process.stdout.readline())
        time.sleep(delay)
        process.kill()
        done = max([done, *(int(line) for line in process.stdout.read().split())])
        process.wait()
        versions = dict(index.versions())
        assert len(versions) == len(index) == 200
        assert set(versions.values()) <= {done, done + 1}
        assert len(set(versions.values())) == 1
        assert index.search(Query("さび")).total == 200
    index.update(add=[SEM])
    assert len(index) == rows(cluster, name) == 201
    assert len(generations(cluster, name)) == 1


def test_a_rebuild_that_fails_leaves_the_old_index_and_its_rubbish_goes_with_the_next(index, cluster, name):
    index.replace_all(ALL)

    def failing():
        yield CT
        raise HelperLost("none")

    with pytest.raises(HelperLost):
        index.replace_all(failing())
    assert len(generations(cluster, name)) == 2
    assert len(index) == rows(cluster, name) == 3
    index.replace_all([CT, SEM])
    assert len(generations(cluster, name)) == 1
    assert len(index) == rows(cluster, name) == 2


def test_progress_is_told(index):
    told = []
    index.replace_all((Document(f"d{n}", "装置") for n in range(2_500)), progress=told.append)
    assert told == sorted(told)
    assert (told[-1], len(told) > 2) == (2_500, True)


def test_changes_one_after_the_other_from_several_threads_are_all_kept(opened):
    numbers, writers = count(), [opened() for _ in range(3)]

    def work(writer):
        for _ in range(4):
            writer.update(add=[Document(f"d{next(numbers)}", "装置")])

    threads = [threading.Thread(target=work, args=(writer,)) for writer in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(key for key, _ in opened().versions()) == sorted(f"d{n}" for n in range(12))
