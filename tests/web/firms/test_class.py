"""うちは対象？ on a page, over REST and for a whole list."""

import csv
import json

import pytest
from typer.testing import CliRunner

from hashiwatashi.cli import collect

pytestmark = pytest.mark.django_db
FIRM = {"rules": "grant", "group": "manufacturing", "capital": 1000, "employees": 30}
ALONE = {
    "largest_share": 0,
    "large_share": 0,
    "deemed_share": 0,
    "officers": 3,
    "large_officers": 0,
    "deemed_officers": 0,
}
ALONE["average_income"] = 0


def text_of(answer):
    return answer.content.decode()


def test_a_firm_learns_its_class_and_why(client):
    answer = client.post("/class/", {**FIRM, **ALONE})
    assert answer.context["found"].verdict == "sme"
    told = text_of(answer)
    assert "中小企業" in told
    assert "資本金が300,000,000円以下" in told


def test_shares_make_it_a_deemed_large_firm_and_nothing_stands_in_the_address(client):
    answer = client.post("/class/", {**FIRM, **ALONE, "largest_share": "50", "large_share": "50"})
    assert answer.context["found"].verdict == "deemed_large"
    assert "みなし大企業" in text_of(answer)
    assert answer.request["QUERY_STRING"] == ""


def test_what_is_missing_is_asked_for(client):
    answer = client.post("/class/", {"group": "retail", "rules": "basic_act"})
    assert answer.context["found"].verdict == "unknown"
    assert "まだ分かっていないこと" in text_of(answer)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"large_share": "101"}, "large_share"),
        ({"largest_share": "50", "large_share": "40"}, "large_share"),
        ({"large_officers": 4}, "large_officers"),
        ({"capital": "-1"}, "capital"),
        ({"group": "x"}, "group"),
        ({"rules": "x"}, "rules"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(client, wrong, field):
    answer = client.post("/class/", {**FIRM, **ALONE, **wrong})
    assert answer.status_code == 400
    assert field in answer.context["form"].errors


def test_the_rules_stand_with_their_sources(client):
    told = text_of(client.get("/class/rules/"))
    assert "中小企業基本法第2条" in told
    assert "300,000,000" in told or "3億" in told


def test_the_api_gives_the_same(client):
    sent = {"group": "retail", "capital": 60_000_000, "employees": 50}
    answer = client.post("/api/v1/class", json.dumps(sent), content_type="application/json")
    assert (answer.status_code, answer.json()["verdict"]) == (200, "sme")
    wrong = client.post("/api/v1/class", json.dumps({**sent, "rules": "x"}), content_type="application/json")
    assert wrong.status_code == 404


def test_a_list_of_two_thousand_firms_is_classed_and_its_wrong_rows_told(tmp_path):
    rows = [("会社名", "業種", "資本金（千円）", "従業員数", "大企業の持株比率")]
    rows += [(f"架空{n}", "製造業", "500,000", "250人", "0") for n in range(2000)]
    rows += [
        ("架空x", "占い業", "1", "1", ""),
        ("架空y", "小売業", "1", "五", ""),
        ("架空z", "小売業", "1", "1", "120"),
    ]
    file, out = tmp_path / "firms.csv", tmp_path / "out.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(rows)
    done = CliRunner().invoke(collect(), ["assess", str(file), "--out", str(out)])
    assert done.exit_code == 0
    assert "2000" in done.stdout
    with out.open(encoding="utf-8-sig", newline="") as stream:
        told = list(csv.reader(stream))
    assert len(told) == len(rows)
    assert [line[0] for line in told[-3:]] == ["2002", "2003", "2004"]
    assert "占い業" in told[-3][3]
