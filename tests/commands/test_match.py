"""`hashi match`: the same answer as the API's, on the command line."""

import json

import pytest
from tests.factories import EquipmentFactory, SeedFactory
from typer.testing import CliRunner

from hashiwatashi.cli import collect
from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.matching.sync import build_index

ADDED = {"uid", "title", "owner", "passage"}


@pytest.fixture
def world(db, settings, tmp_path):
    settings.SEARCH_INDEX = tmp_path / "index"
    EquipmentFactory(name="塩水噴霧試験機", uses="金属のさびやすさを調べる", prefecture_id="13")
    EquipmentFactory(name="走査電子顕微鏡", uses="さびた面を拡大して見る")
    SeedFactory(title="さびない被膜")
    build_index()


def matched(*options):
    return CliRunner().invoke(collect(), ["match", "宮城県でさびやすさを調べたい", *options])


def test_it_is_what_the_api_gives_and_names_besides(client, world):
    told = json.loads(matched("--json", "--home", "04").stdout)
    asked = client.get(
        "/api/v1/match", {"q": "宮城県でさびやすさを調べたい", "home": "04"}, headers={"accept-language": "ja"}
    )
    for group in told["groups"]:
        group["hits"] = group.pop("suggestions")
        for hit in [*group["hits"], *filter(None, [group["best_elsewhere"]])]:
            assert {hit.pop(name) is not None for name in ADDED} == {True}
    assert told.pop("total") == sum(group["total"] for group in told["groups"]) > 0
    assert told == asked.json()


def test_a_bound_that_the_text_names_is_taken_off(world):
    here = json.loads(matched("--json", "--kind", "equipment").stdout)
    everywhere = json.loads(matched("--json", "--kind", "equipment", "--ignored", "place").stdout)
    assert here["meant"]["prefectures"] == ["04"]
    assert everywhere["meant"]["prefectures"] == []
    assert everywhere["total"] > here["total"]


def test_a_need_of_nothing_is_refused(world):
    done = CliRunner().invoke(collect(), ["match", "  "])
    assert isinstance(done.exception, InvalidInput)
