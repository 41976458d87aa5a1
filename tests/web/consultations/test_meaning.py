"""Places and institutions by what people write, and photos of which one is bad: what is good is kept."""

import pytest
from tests.consultations.conftest import asked, elsewhere, firm, lab, person  # noqa: F401
from tests.consultations.test_photos import HEIC, home, kept_in, names, question, sent  # noqa: F401
from tests.factories import OrganisationFactory

from hashiwatashi.areas.models import Municipality
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def towns(db):
    for code, name, area in (
        ("042056", "気仙沼市", "04"),
        ("132063", "府中市", "13"),
        ("342084", "府中市", "34"),
        ("342149", "安芸高田市", "34"),
        ("262129", "京丹後市", "26"),
    ):
        Municipality.objects.create(code=code, name=name, prefecture_id=area)


@pytest.mark.parametrize("text", ["気仙沼", "宮城県気仙沼", "宮城気仙沼", " 宮城県気仙沼市 "])
def test_a_municipality_without_its_ending_is_taken(client, lab, towns, text):  # noqa: F811
    client.post("/consultations/new/", question(place=text, holder=str(lab.uid)))
    assert Consultation.objects.get().municipality_id == "042056"


@pytest.mark.parametrize(
    ("text", "offered"), [("府中", ["東京都府中市", "広島県府中市"]), ("安芸", ["広島県安芸高田市"]), ("架空", [])]
)
def test_of_several_or_a_part_those_that_fit_are_told_and_offered(client, lab, towns, text, offered):  # noqa: F811
    page = client.post("/consultations/new/", question(place=text))
    (told,) = page.context["form"].errors["place"]
    assert page.status_code == 400
    for name in offered:
        assert name in told
        assert f'<option value="{name}">' in page.content.decode()


def test_prefectures_and_the_municipalities_at_home_are_offered(client, towns):
    client.cookies["home_prefecture"] = "04"
    text = client.get("/consultations/new/").content.decode()
    assert '<option value="宮城県">' in text
    assert all(part in text for part in ('list="id_place-offered"', "宮城県気仙沼市"))
    assert "府中市" not in text


def test_a_visitor_is_told_before_that_the_mail_address_is_needed(client, firm, person):  # noqa: F811
    assert client.get("/consultations/new/").context["form"].fields["contact_mail"].required
    client.force_login(person(firm, Role.REPRESENTATIVE))
    assert not client.get("/consultations/new/").context["form"].fields["contact_mail"].required


def test_of_two_photos_the_good_one_is_kept_and_said_to_be(client, lab, home):  # noqa: F811
    wrong = client.post("/consultations/new/", question(photos=[sent("one.jpg"), sent("IMG_1.HEIC", HEIC)]))
    assert wrong.status_code == 400
    assert [one.name for one, _address in wrong.context["kept"]] == ["one.jpg"]
    assert len(wrong.context["form"].errors["photos"]) == 2
    client.post("/consultations/new/", question(holder=str(lab.uid), kept_photos=kept_in(wrong)))
    assert names(Consultation.objects.get()) == ["one.jpg"]


def test_a_part_of_an_institutions_name_offers_those_that_have_it(client, asked, lab, elsewhere, person):  # noqa: F811
    other = OrganisationFactory(kind=OrganisationKind.PUBLIC_LAB, name="架空総合技術センター", prefecture_id="05")
    record, officer = asked(), person(lab)
    client.force_login(officer)
    address = f"/consultations/{record.uid}/hand-off/"
    page = client.post(address, {"receiver": "架空総合", "reason": "装置がこちらにない"})
    assert page.status_code == 400
    text = page.content.decode()
    assert all(str(one.uid) in text for one in (other, elsewhere))
    assert str(lab.uid) not in text
    client.post(address, {"receiver": "架空総合", "meant": str(elsewhere.uid), "reason": "装置がこちらにない"})
    assert record.handoffs.get().receiver == elsewhere


def test_an_institution_that_was_not_offered_is_not_taken(client, asked, lab, elsewhere, firm, person):  # noqa: F811
    client.force_login(person(lab))
    record = asked()
    sent = {"receiver": "架空総合", "meant": str(firm.uid), "reason": "装置がこちらにない"}
    assert client.post(f"/consultations/{record.uid}/hand-off/", sent).status_code == 400
    assert not record.handoffs.exists()
