"""Large lists as Excel files, made as long work."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from tests.factories import AccountFactory, EquipmentFactory, NeedFactory, OrganisationFactory

from hashiwatashi.matching.enums import Kind
from hashiwatashi.needs.enums import DisclosureLevel
from hashiwatashi.web.work.lists import catalogues
from hashiwatashi.work import pulse
from hashiwatashi.work.models import Work
from hashiwatashi.work.tasks import work_on


@pytest.fixture(autouse=True)
def _small_bound(monkeypatch):
    monkeypatch.setattr("hashiwatashi.web.lists.XLSX_ROWS", 1)


@pytest.fixture
def reader(client, account):
    client.force_login(account)
    client.cookies["django_language"] = "en"
    return account


def cells(content):
    return list(load_workbook(BytesIO(content)).active.values)


def test_a_large_list_is_offered_and_asking_alone_begins_nothing(client, reader):
    EquipmentFactory.create_batch(2)
    page = client.get("/equipment/?export=xlsx").content.decode()
    assert ("Equipment: 2 rows" in page, 'name="query" value="export=xlsx"' in page) == (True, True)
    assert Work.objects.count() == 0


def test_who_is_not_signed_in_is_told_other_ways(client, db):
    EquipmentFactory.create_batch(2)
    assert client.get("/equipment/?export=xlsx").status_code == 400
    assert client.get("/equipment/?export=csv").status_code == 200


def test_the_file_is_the_one_the_page_would_give(client, reader, monkeypatch):
    for name in ("粉砕機", "天びん", "粉砕装置"):
        EquipmentFactory(name=name)
    query = "text=粉砕&sort=new"
    answer = client.post("/work/lists/", {"kind": "equipment", "query": query})
    assert work_on.call(answer.headers["Location"].split("/")[-2]) == "done"
    told = Work.objects.get()
    assert (told.done, told.total, told.title) == (2, 2, "Equipment as an Excel file")
    made = b"".join(client.get(f"{answer.headers['Location']}file/").streaming_content)
    monkeypatch.setattr("hashiwatashi.web.lists.XLSX_ROWS", 5)
    assert cells(made) == cells(client.get(f"/equipment/?{query}&export=xlsx").content)


def test_the_file_withholds_what_the_sheet_withholds(client, reader):
    owner = OrganisationFactory(kind="firm", name="架空秘密工業")
    NeedFactory(owner=owner, level=DisclosureLevel.TITLE, text="秘密の文")
    NeedFactory(level=DisclosureLevel.NAMED, text="公開の文")
    answer = client.post("/work/lists/", {"kind": "need", "query": ""})
    work_on.call(answer.headers["Location"].split("/")[-2])
    told = str(cells(b"".join(client.get(f"{answer.headers['Location']}file/").streaming_content)))
    assert ("公開の文" in told, "秘密" in told) == (True, False)


def test_ordered_twice_it_is_made_once(client, reader):
    for _ in range(2):
        client.post("/work/lists/", {"kind": "equipment", "query": ""})
    client.post("/work/lists/", {"kind": "equipment", "query": "text=a"})
    assert Work.objects.count() == 2
    client.force_login(AccountFactory())
    client.post("/work/lists/", {"kind": "equipment", "query": ""})
    assert Work.objects.count() == 3


def test_a_stopped_file_is_not_there(client, reader):
    EquipmentFactory.create_batch(2)
    address = client.post("/work/lists/", {"kind": "equipment", "query": ""}).headers["Location"]
    pulse.ask_to_stop(Work.objects.get())
    assert work_on.call(address.split("/")[-2]) == "cancelled"
    assert client.get(f"{address}file/").status_code == 404


@pytest.mark.parametrize("asked", [{}, {"kind": "x", "query": ""}, {"kind": "need", "query": "a" * 3000}])
def test_an_odd_order_is_refused(client, reader, asked):
    assert client.post("/work/lists/", asked).status_code == 400
    assert Work.objects.count() == 0


def test_every_list_page_can_be_ordered():
    assert set(catalogues()) == {kind.value for kind in Kind}
