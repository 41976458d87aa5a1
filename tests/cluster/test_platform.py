"""The site with its search index in a cluster: what visitors see is the same as with the index in a folder."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.cluster.conftest import NODES
from tests.factories import EquipmentFactory, SeedFactory

from hashiwatashi.common.doors import PUBLIC
from hashiwatashi.common.enums import Disclosure
from hashiwatashi.matching import index as installed
from hashiwatashi.matching import sources, sync
from hashiwatashi.matching.condition import condition
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.models import IndexMark
from mekiki.index.cluster import OpenSearchIndex
from mekiki.index.cluster.client import Address, Cluster
from mekiki.index.cluster.lease import writing
from mekiki.index.cluster.state import Control

pytestmark = pytest.mark.django_db
NAMES = ("走査電子顕微鏡", "ＳＥＭ一式", "ﾏｲｸﾛｽｺｰﾌﾟ", "粘着剤試験機", "KT-100", "塩水噴霧試験機")
QUESTIONS = ("表面の微細な傷を拡大して見たい", "さびにくさを調べる", "FE-SEM", "microscope", "")
LISTED = ("SEM", "まいくろすこーぷ", "剤", "電子 走査", "T-1", "鏡電")


@pytest.fixture
def in_cluster(settings, url):
    """The site's index at the test's own address."""
    settings.SEARCH_INDEX = url
    index = installed.open_index()
    yield index
    index.close()


@pytest.fixture
def world(db):
    for name in NAMES:
        EquipmentFactory(name=name, uses="腐食を調べる" if "塩水" in name else "")
    SeedFactory(title="さびない被膜", disclosure=Disclosure.PUBLIC)


def seen(client, path):
    """What a page of answers or a list names, in order, without what a request makes its own."""
    context = client.get(path).context
    if "rows" in context:
        return [row.name for row in context["rows"]]
    return [(group.kind, [str(one.record) for one in group.suggestions]) for group in context["answer"].groups]


def pages():
    return [f"/?q={question}" for question in QUESTIONS if question] + [f"/equipment/?text={text}" for text in LISTED]


def test_every_page_of_answers_and_every_list_is_the_same_as_with_a_folder(
    client, world, settings, tmp_path, in_cluster, url
):
    sync.build_index()
    assert len(in_cluster) == sources.count() > len(NAMES)
    there = [seen(client, page) for page in pages()]
    settings.SEARCH_INDEX = tmp_path / "index"
    sync.build_index()
    assert there == [seen(client, page) for page in pages()]
    assert any(there)


def test_changes_reach_it_and_what_is_withdrawn_is_gone_at_once(client, world, in_cluster):
    sync.build_index()
    seed = SeedFactory(title="超精密旋盤の案内面")
    assert sync.update_index() > 0
    assert [row.title for row in client.get("/seeds/?text=旋盤").context["rows"]] == [seed.title]
    seed.disclosure = Disclosure.RELATED
    seed.save()
    assert seed.title not in client.get("/?q=超精密旋盤").content.decode()
    sync.update_index()
    asked = {"only": {"kind": (Kind.SEED.value,), "audience": (PUBLIC,)}, "keyword": "pk"}
    assert in_cluster.containing([["旋盤"]], **asked) == []
    assert not len(sync.differences())


def test_while_another_process_writes_the_marks_stand(world, in_cluster, url):
    sync.build_index()
    assert not installed.is_being_written()
    address = Address.of(url)
    cluster = Cluster(address)
    with writing(Control(cluster, address.name, replicas=1)):
        assert installed.is_being_written()
        EquipmentFactory(name="超精密旋盤")
        assert IndexMark.objects.exists()
    cluster.close()
    assert not installed.is_being_written()


def test_the_site_answers_while_any_node_is_lost(client, world, in_cluster, kill):
    sync.build_index()
    right = {page: seen(client, page) for page in pages()}
    with ThreadPoolExecutor(1) as threads:
        for node in NODES:
            coming_back = threads.submit(kill, node)
            while not coming_back.done():
                assert {page: seen(client, page) for page in right} == right
            coming_back.result()


def test_its_condition_is_told(world, in_cluster):
    assert condition().needs_building
    sync.build_index()
    found = condition()
    assert (found.indexed, found.waiting, found.damage, found.trouble) == (found.expected, 0, "", "")


def test_it_is_an_index_of_the_cluster(in_cluster):
    assert isinstance(in_cluster, OpenSearchIndex)
