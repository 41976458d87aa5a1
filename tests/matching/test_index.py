"""Where the site's index lies, and what visitors and operators are told when it does not answer."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from tests.factories import EquipmentFactory

from hashiwatashi.commands.doctor import search
from hashiwatashi.matching import index as installed
from hashiwatashi.matching.errors import IndexAway
from mekiki import TantivyIndex

# Nobody listens there.
AWAY = "opensearch://127.0.0.1:1/catalogue"
pytestmark = pytest.mark.django_db


@pytest.fixture
def away(settings, monkeypatch):
    """The site's index in a cluster that does not answer, for which nobody waits long."""
    monkeypatch.setattr(installed, "_PATIENCE_SECONDS", 0.2)
    installed._opened.cache_clear()
    settings.SEARCH_INDEX = AWAY
    yield
    installed._opened.cache_clear()


def test_a_folder_is_an_embedded_index(settings, tmp_path):
    settings.SEARCH_INDEX = tmp_path / "index"
    assert isinstance(installed.open_index(), TantivyIndex)


@pytest.mark.parametrize(
    "address", ["opensearch://", "opensearch://host", "opensearch://host/UPPER", "opensearch:///x"]
)
def test_an_address_of_a_cluster_that_is_none_stops_start_up(settings, address):
    settings.SEARCH_INDEX = address
    with pytest.raises(ImproperlyConfigured, match="SEARCH_URL: An address of a cluster index is written"):
        installed.open_index()


def test_a_search_says_that_it_does_not_answer(client, away):
    answer = client.get("/", {"q": "さびる部品"})
    assert answer.status_code == 503
    assert "検索がいま応答しません" in answer.content.decode()
    answer = client.get("/api/v1/match", {"q": "さびる部品"})
    assert (answer.status_code, answer.json()["code"]) == (503, "index_away")


def test_lists_and_records_are_shown_all_the_same(client, away):
    lathe = EquipmentFactory(name="旋盤", uses="")
    assert [row.name for row in client.get("/equipment/", {"text": "旋盤"}).context["rows"]] == ["旋盤"]
    assert client.get(f"/equipment/{lathe.uid}/").status_code == 200


def test_writing_to_it_is_refused_and_the_record_is_kept(away):
    with pytest.raises(IndexAway), installed.refusals():
        installed.open_index().update(remove=["equipment:1"])


def test_the_doctor_says_what_the_cluster_said_and_where_to_look(away):
    found = search.index()
    assert "has not answered for 0.2 s" in str(found.seen)
    assert "SEARCH_URL" in str(found.mend)
