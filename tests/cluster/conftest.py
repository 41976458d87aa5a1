"""A real cluster of three nodes for the tests of this folder; it ends with the test run."""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

import pytest

from mekiki.index.cluster import OpenSearchIndex
from mekiki.index.cluster.client import Address, Cluster, ClusterRefused, ClusterUnreachable

ROOT = Path(__file__).parent.parent.parent
START_SECONDS = 400
NODES = (1, 2, 3)
# A killed node is started again and has its copies back after some ten seconds; on a machine that has much else to
# do it may take minutes. These bound a wait for a state and say nothing of speed.
WHOLE_SECONDS = 400
PATIENCE_SECONDS = 120


@dataclass(frozen=True)
class Server:
    """The folder that tools/with-opensearch names in SEARCH_NODES."""

    folder: Path

    @property
    def url(self):
        return (self.folder / "url").read_text().strip()

    def pid(self, node):
        return int((self.folder / f"node{node}.pid").read_text())


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The cluster of tools/with-opensearch, else one started here and shared by all workers."""
    if "SEARCH_NODES" in os.environ:
        return Server(Path(os.environ["SEARCH_NODES"]))
    worker = "PYTEST_XDIST_WORKER" in os.environ
    folder = tmp_path_factory.getbasetemp().parent if worker else tmp_path_factory.getbasetemp()
    outcome = folder / "opensearch.json"
    with (folder / "opensearch.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not outcome.exists():
            started = _start(folder, until_end_of=os.getppid() if worker else os.getpid())
            outcome.write_text(json.dumps(started))
    nodes, trouble = json.loads(outcome.read_text())
    if trouble:
        can_be_had = shutil.which("java") and shutil.which("mvn")
        (pytest.fail if os.environ.get("CI") and can_be_had else pytest.skip)(trouble)
    return Server(Path(nodes))


def _start(folder, *, until_end_of):
    """The folder of a cluster that ends with a process, or why there is none."""
    told, log, code = (folder / f"opensearch.{name}" for name in ("nodes", "log", "code"))
    waiting = f'echo "$SEARCH_NODES" >"{told}"; exec tail --pid={until_end_of} -f /dev/null'
    # In the background of a shell that ends: other tests count the children of this process.
    script = f'("$0" sh -c "$1" </dev/null >"{log}" 2>&1; echo $? >"{code}") &'
    subprocess.run(["sh", "-c", script, ROOT / "tools/with-opensearch", waiting], check=True, start_new_session=True)
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if told.exists() and told.read_text().endswith("\n"):
            return told.read_text().strip(), ""
        if code.exists() and code.read_text().endswith("\n"):
            return "", log.read_text().strip() or f"tools/with-opensearch ended with code {code.read_text().strip()}"
        time.sleep(0.2)
    return "", f"tools/with-opensearch did not start within {START_SECONDS} s"


@pytest.fixture
def url(server):
    """The address of an index of the test's own."""
    yield from _address_of_its_own(server)


@pytest.fixture
def other_url(server):
    """The address of a second one."""
    yield from _address_of_its_own(server)


def _address_of_its_own(server):
    """What the test leaves in the cluster is removed."""
    name = f"test-{uuid.uuid4().hex[:12]}"
    yield server.url.replace("/hashiwatashi", f"/{name}")
    cluster = Cluster(Address.of(server.url))
    for found in cluster.send("GET", f"/_cat/indices/{name}-*", format="json", h="index"):
        cluster.send("DELETE", f"/{found['index']}")
    cluster.close()


@pytest.fixture
def opened(url):
    """Makes indexes at the test's address, with short waits."""
    made = []

    def make(**options):
        made.append(OpenSearchIndex(url, **{"lease_seconds": 3.0, **options}))
        return made[-1]

    yield make
    for index in made:
        index.close()


@pytest.fixture
def index(opened):
    return opened()


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
