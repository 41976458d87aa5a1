import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories import EquipmentFactory, OrganisationFactory
from tests.printed import pages_of, words_of

from hashiwatashi.common.enums import Disclosure
from hashiwatashi.common.forms_print.forms import pdf
from hashiwatashi.equipment.models import Equipment, EquipmentClass
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.web.equipment.printed_card import LAYOUT, card_form

DAY = datetime.date(2026, 11, 27)
ADDRESS = "http://testserver/equipment/6f0e1f5e-7a7a-4d7b-8b8e-1c1f9ba3d111/"


def test_the_card_of_an_instrument_tells_what_it_is_and_whom_to_ask(client, db):
    owner = OrganisationFactory(
        name="架空県工業技術センター", contact_desk="技術相談窓口", contact_phone="022-000-0000"
    )
    record = EquipmentFactory(
        owner=owner,
        name="走査電子顕微鏡",
        name_kana="そうさでんしけんびきょう",
        name_en="Scanning electron microscope",
        maker="架空製作所",
        model="KX-100",
        department="材料部",
        place="本館2階",
        specification="加速電圧 0.5–30 kV",
        fee_note="1時間 2,000円",
        verified_on=datetime.date(2026, 5, 1),
    )
    answer = client.get(f"/equipment/{record.uid}/card.pdf")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert pages_of(answer.content) == [1]
    words = words_of(answer.content)
    told = [record.name, record.name_kana, "Scanningelectronmicroscope", owner.name, "架空製作所", "KX-100", "材料部"]
    told += ["本館2階", "加速電圧0.5–30kV", "1時間2,000円", "2026年5月1日", "技術相談窓口", "022-000-0000"]
    assert [text for text in told if text not in words] == []
    assert f"http://testserver/equipment/{record.uid}/" in words


def test_the_same_card_is_a_page(client, db):
    record = EquipmentFactory(specification="加速電圧 <30 kV>")
    page = client.get(f"/equipment/{record.uid}/card/").content.decode()
    assert "加速電圧 &lt;30 kV&gt;" in page
    assert f"/equipment/{record.uid}/card.pdf" in page


def test_the_entry_leads_to_its_card(client, db, build_index):
    record = EquipmentFactory()
    build_index()
    assert f"/equipment/{record.uid}/card.pdf" in client.get(f"/equipment/{record.uid}/").content.decode()


@pytest.mark.parametrize("end", ["card/", "card.pdf"])
def test_what_a_visitor_may_not_see_is_not_printed(client, db, end):
    record = EquipmentFactory(disclosure=Disclosure.RELATED)
    assert client.get(f"/equipment/{record.uid}/{end}").status_code == 404


@pytest.mark.parametrize("records", [1, 3])
def test_a_card_takes_the_same_queries_for_any_number(client, db, django_assert_num_queries, records):
    record, *_others = (EquipmentFactory() for _ in range(records))
    with django_assert_num_queries(3):
        assert client.get(f"/equipment/{record.uid}/card.pdf").status_code == 200


def filled(text):
    """An instrument that says the same everywhere."""
    owner = Organisation(name=text, contact_desk=text, contact_phone=text[:30], contact_mail=text, website=text)
    fields = ("name", "name_kana", "name_en", "maker", "model", "department", "place", "uses", "specification")
    fields += ("external_use_terms", "fee_note", "contact_desk", "contact_phone", "contact_mail")
    return Equipment(owner=owner, equipment_class=EquipmentClass(large=text), **dict.fromkeys(fields, text))


LONG = [
    "仕様の文。" * 4000,
    "W" * 20_000,
    "a\n" * 5000,
    "\n" * 9000,
    "ﷺ" * 3000,
    "مرحبا بالعالم " * 900,
    "😀👨‍👩‍👧" * 900,
]
MARKUP = [
    "# $ \\ * _ @ < > [ ] { } ` ~ = - + / // /* */",
    '#read("/etc/passwd")',
    "$x^2$ #{1+1} @ref <label> \\u{41}",
]


@pytest.mark.parametrize("text", [*LONG, *MARKUP, "", "g̈" * 4000, "ⅷ" * 4000, "⸻" * 400, "\u202eabc"])
def test_every_card_is_one_page(text):
    assert pages_of(pdf(card_form(filled(text), address=ADDRESS, printed_on=DAY), LAYOUT)) == [1]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=800), st.integers(1, 20))
def test_whatever_it_says_a_card_is_one_page(text, times):
    assert pages_of(pdf(card_form(filled(text * times), address=ADDRESS, printed_on=DAY), LAYOUT)) == [1]


def test_markup_is_printed_as_it_is_written():
    record = filled("短い")
    record.specification = MARKUP[0]
    words = words_of(pdf(card_form(record, address=ADDRESS, printed_on=DAY), LAYOUT))
    assert "".join(MARKUP[0].split()) in words


def test_what_has_no_room_is_said_to_be_on_the_page():
    record = filled("短い")
    whole = card_form(record, address=ADDRESS, printed_on=DAY)
    assert "".join(whole.cut_note.split()) not in words_of(pdf(whole, LAYOUT))
    record.specification = "長い仕様。" * 1000
    long = card_form(record, address=ADDRESS, printed_on=DAY)
    assert "".join(long.cut_note.split()) in words_of(pdf(long, LAYOUT))
