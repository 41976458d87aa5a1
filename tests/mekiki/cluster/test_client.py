import pytest

from mekiki import InputError
from mekiki.index.cluster.client import Address, Cluster, ClusterUnreachable


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
