"""The public catalogue as UNIQUIP at addresses of their own."""

import csv
import io
from uuid import uuid4

import pytest
from openpyxl import load_workbook
from tests.factories import EquipmentFactory, MembershipFactory
from typer.testing import CliRunner

from hashiwatashi.cli import collect
from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.exchange import uniquip
from hashiwatashi.exchange.uniquip import HEADINGS
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db


def rows_of(answer):
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"), newline="")))


def test_the_whole_catalogue_names_the_institution(client):
    record = EquipmentFactory(name="天秤", department="計測部")
    (row,) = rows_of(client.get("/equipment/uniquip.csv"))
    assert (row["Name"], row["ID"], row["Type"]) == ("天秤", str(record.uid), "equipment")
    assert row["Department"] == f"{record.owner.name}: 計測部"
    assert row["Web Address"] == f"http://testserver/equipment/{record.uid}/"


def test_lines_end_as_rfc_4180_says_and_quotes_are_doubled(client):
    EquipmentFactory(name='天秤 "大"')
    content = client.get("/equipment/uniquip.csv").getvalue()
    assert content.count(b"\r\n") == 2
    assert '"天秤 ""大"""'.encode() in content


def test_one_institution_has_its_own_file(client):
    record, _other = EquipmentFactory(name="天秤"), EquipmentFactory(name="秤")
    assert [row["Name"] for row in rows_of(client.get(f"/equipment/uniquip/{record.owner.uid}.csv"))] == ["天秤"]
    assert client.get(f"/equipment/uniquip/{uuid4()}.csv").status_code == 404


def test_the_workbook_says_the_same(client):
    EquipmentFactory(name="=天秤")
    sheet = load_workbook(io.BytesIO(client.get("/equipment/uniquip.xlsx").content)).active
    head, row = sheet.iter_rows(values_only=True)
    assert head == HEADINGS
    assert row[1] == "=天秤"


def test_a_workbook_too_long_to_wait_for_is_refused(client, monkeypatch):
    monkeypatch.setattr(uniquip, "MOST_XLSX", 1)
    EquipmentFactory()
    EquipmentFactory()
    assert client.get("/equipment/uniquip.xlsx").status_code == 400
    assert client.get("/equipment/uniquip.csv").status_code == 200


def test_our_own_people_get_what_everybody_gets(client):
    record = EquipmentFactory(name="見せない", disclosure="related")
    client.force_login(MembershipFactory(organisation=record.owner, role=Role.ADMINISTRATOR).account)
    assert rows_of(client.get("/equipment/uniquip.csv")) == []


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(client, count, django_assert_num_queries):
    for _number in range(count):
        EquipmentFactory()
    with django_assert_num_queries(2):
        assert len(rows_of(client.get("/equipment/uniquip.csv"))) == count


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_command_writes_the_same(client, tmp_path, form, settings):
    settings.SITE_ADDRESS = "http://testserver"
    record, _other = EquipmentFactory(name="天秤"), EquipmentFactory(name="秤")
    file = tmp_path / f"uniquip.{form}"
    CliRunner().invoke(collect(), ["export", "uniquip", str(file)], catch_exceptions=False)
    if form == "csv":
        assert file.read_bytes() == client.get("/equipment/uniquip.csv").getvalue()
    else:
        assert load_workbook(file).active.max_row == 3
    CliRunner().invoke(collect(), ["export", "uniquip", str(file), "--owner", record.owner.name])
    if form == "csv":
        assert file.read_bytes() == client.get(f"/equipment/uniquip/{record.owner.uid}.csv").getvalue()


def test_the_command_knows_two_forms(tmp_path):
    with pytest.raises(InvalidInput):
        CliRunner().invoke(collect(), ["export", "uniquip", str(tmp_path / "x.txt")], catch_exceptions=False)
