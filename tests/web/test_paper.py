import pytest
from tests.factories import EquipmentFactory

from hashiwatashi.common.forms_print import qr


def test_a_code_is_drawn_for_an_address_of_this_site(client, db):
    answer = client.get("/qr/", {"to": "/equipment/?text=顕微鏡"})
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    assert answer.content == qr.svg("http://testserver/equipment/?text=%E9%A1%95%E5%BE%AE%E9%8F%A1")


@pytest.mark.parametrize(
    "to", ["", "help/", "//example.com/", "/\\example.com/", "https://example.com/", "/a\nb", "/\t/x"]
)
def test_no_code_leads_elsewhere(client, db, to):
    assert client.get("/qr/", {"to": to}).status_code == 400


def test_an_address_too_long_for_paper_has_no_code(client, db):
    assert client.get("/qr/", {"to": "/?q=" + "あ" * 300}).status_code == 400
    assert "/qr/" not in client.get("/equipment/?text=" + "a" * 600).content.decode()


def test_a_list_carries_its_address_and_code_for_paper(client, db):
    page = client.get("/equipment/", {"prefecture": "04", "text": "顕微鏡"}).content.decode()
    assert "http://testserver/equipment/?prefecture=04&amp;text=顕微鏡<br>" in page
    assert "/qr/?to=%2Fequipment%2F%3Fprefecture%3D04%26text%3D" in page


def test_a_record_carries_its_address_and_code_for_paper(client, db, build_index):
    record = EquipmentFactory()
    build_index()
    assert f"/qr/?to=%2Fequipment%2F{record.uid}%2F" in client.get(f"/equipment/{record.uid}/").content.decode()
