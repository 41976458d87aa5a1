import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from mekiki import InputError
from mekiki.index.cluster.client import Address, Cluster, ClusterRefused, ClusterUnreachable


def test_an_address_names_nodes_the_index_and_its_layout():
    assert Address.of("opensearch://127.0.0.1/catalogue") == Address((("127.0.0.1", 9200),), "catalogue")
    assert Address.of(
        "opensearchs://me:a%40b@one:9201,[::1]/a-b?shards=4&replicas=0&certificates=/etc/ca.pem"
    ) == Address(
        nodes=(("one", 9201), ("::1", 9200)),
        name="a-b",
        tls=True,
        user="me",
        password="a@b",
        certificates="/etc/ca.pem",
        shards=4,
        replicas=0,
    )


@pytest.mark.parametrize(
    "url",
    [
        "tantivy:index",
        "opensearch://127.0.0.1",
        "opensearch:///name",
        "opensearch://127.0.0.1/Name",
        "opensearch://127.0.0.1:port/name",
        "opensearch://127.0.0.1,/name",
        "opensearch://127.0.0.1/name?shards=0",
        "opensearch://127.0.0.1/name?replicas=many",
        "opensearch://127.0.0.1/name?other=1",
    ],
)
def test_other_addresses_are_refused(url):
    with pytest.raises(InputError):
        Address.of(url)


def test_a_cluster_that_does_not_answer_is_told_with_its_trouble():
    cluster = Cluster(Address.of("opensearch://127.0.0.1:9/none"), patience_seconds=0.2)
    with pytest.raises(ClusterUnreachable, match=r"0\.2 s"):
        cluster.send("GET", "/")


@pytest.fixture
def node():
    """A server on loopback that gives the answers put into it, one after the other."""
    answers = []

    class Node(BaseHTTPRequestHandler):
        def do_GET(self):
            status, body = answers.pop(0)
            sent = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Node)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.answers = answers
    yield server
    server.shutdown()
    server.server_close()


def trouble(status, kind):
    return status, {"error": {"type": kind, "reason": "架空"}, "status": status}


def search_trouble(*kinds):
    """As a search over several shards tells what befell them."""
    status, body = trouble(500, "search_phase_execution_exception")
    causes = [{"type": kind, "reason": "架空"} for kind in kinds]
    body["error"] |= {"root_cause": causes, "failed_shards": [{"shard": 1, "reason": one} for one in causes]}
    return status, body


@pytest.mark.parametrize(
    "lost",
    [
        search_trouble("node_disconnected_exception"),
        search_trouble("null_pointer_exception", "node_not_connected_exception"),
        trouble(500, "node_not_connected_exception"),
        trouble(500, "node_disconnected_exception"),
        trouble(503, "master_not_discovered_exception"),
        trouble(429, "rejected_execution_exception"),
    ],
)
def test_a_request_that_met_a_lost_node_is_sent_again_while_we_are_patient(node, lost):
    cluster = Cluster(Address.of(f"opensearch://127.0.0.1:{node.server_port}/any"))
    node.answers += [lost, (200, {"found": True})]
    assert cluster.send("GET", "/") == {"found": True}
    node.answers += [lost]
    with pytest.raises(ClusterRefused):
        cluster.send("GET", "/", patient=False)


@pytest.mark.parametrize("wrong", [trouble(500, "null_pointer_exception"), search_trouble("null_pointer_exception")])
def test_a_request_that_is_wrong_is_sent_once(node, wrong):
    cluster = Cluster(Address.of(f"opensearch://127.0.0.1:{node.server_port}/any"))
    node.answers += [wrong, (200, {})]
    with pytest.raises(ClusterRefused, match="null_pointer"):
        cluster.send("GET", "/")
    assert len(node.answers) == 1
