"""The consultation sheet: all that the holder's people know, or what whoever asked may read; nobody else's."""

import datetime
import re
from io import BytesIO

import pytest
import time_machine
from tests.consultations.conftest import asked, elsewhere, firm, lab, person  # noqa: F401
from tests.consultations.test_photos import jpeg, taken
from tests.factories import AccountFactory
from tests.printed import pages_of, words_of

from hashiwatashi.common.forms_print.forms import pdf
from hashiwatashi.consultations.actions import BY_LINK, answer, close, write
from hashiwatashi.consultations.enums import EntryKind
from hashiwatashi.consultations.models import Consultation, Entry
from hashiwatashi.consultations.photos import taken_from
from hashiwatashi.people.enums import Role
from hashiwatashi.web.consultations.printed_sheet import LAYOUT, sheet_form
from hashiwatashi.web.consultations.shown import sheet_for

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 11, 27)
ADDRESS = "http://testserver/consultations/6f0e1f5e-7a7a-4d7b-8b8e-1c1f9ba3d111/"


@pytest.fixture
def researcher(person, lab):  # noqa: F811
    account = person(lab)
    account.display_name = "架空 研子"
    account.save()
    return account


@pytest.fixture
def settled(asked, researcher):  # noqa: F811
    """A question with secrecy, an answer, a note among colleagues, and a result."""
    with time_machine.travel(datetime.datetime(2026, 11, 20, 1, 30, tzinfo=datetime.UTC)):
        consultation = asked(
            text="海の近くで赤い粉が出る",
            contact_name="架空 太郎",
            contact_phone="022-000-1111",
            is_confidential=True,
            secrecy="合金の組成。出願前のため",
        )
        write(consultation, by=researcher, kind=EntryKind.NOTE, text="社内だけの見立て", minutes=20)
        answer(consultation, by=researcher, text="塩分です", minutes=15)
        close(consultation, by=researcher, result="塗装を変えた")
    return consultation


def sheet(consultation, end="sheet.pdf"):
    return f"/consultations/{consultation.uid}/{end}"


OPEN = [
    "技術相談票",
    "部品がさびる",
    "海の近くで赤い粉が出る",
    "架空鋳造架空太郎",
    "2026年11月20日",
    "2026年11月26日",
]
OPEN += ["合金の組成。出願前のため", "架空県工業技術センター", "架空研子", "塩分です", "塗装を変えた"]
INSIDE = ["社内だけの見立て", "35分", "022-000-1111", "owner@example.jp"]


def test_the_holders_people_print_all_of_it(client, settled, researcher):
    client.force_login(researcher)
    made = client.get(sheet(settled))
    assert (made.status_code, made.headers["Content-Type"]) == (200, "application/pdf")
    assert "no-store" in made.headers["Cache-Control"]
    words = words_of(made.content)
    told = [*OPEN, *INSIDE, settled.number, f"http://testserver/consultations/{settled.uid}/"]
    assert [text for text in told if text not in words] == []
    assert pages_of(made.content) == [1]


def test_the_copy_for_who_asked_tells_nothing_from_inside(client, settled, researcher):
    client.force_login(researcher)
    words = words_of(client.get(sheet(settled) + "?copy=asker").content)
    assert [text for text in OPEN if text not in words] == []
    assert [text for text in INSIDE if text in words] == []


def test_the_page_says_the_same(client, settled, researcher):
    client.force_login(researcher)
    page = client.get(sheet(settled, "sheet/")).content.decode()
    copy = client.get(sheet(settled, "sheet/?copy=asker")).content.decode()
    assert ("社内だけの見立て" in page, "社内だけの見立て" in copy) == (True, False)
    assert f"{sheet(settled)}?copy=asker" in copy
    assert sheet(settled, "sheet/") in client.get(f"/consultations/{settled.uid}/").content.decode()


@pytest.mark.parametrize("end", ["sheet/", "sheet.pdf"])
def test_nobody_but_the_holders_people_prints_it(client, asked, lab, elsewhere, firm, person, end):  # noqa: F811
    owner = person(firm, Role.REPRESENTATIVE)
    address = sheet(asked(firm=firm, asker=owner), end)
    assert client.get(address).status_code == 302
    accounts = {AccountFactory(): 404, person(elsewhere): 404, owner: 403, person(lab, Role.PLANNER): 403}
    for account, status in accounts.items():
        client.force_login(account)
        assert client.get(address).status_code == status


def test_where_no_wish_was_told_it_says_so(client, asked, researcher):  # noqa: F811
    client.force_login(researcher)
    assert "希望の申出なし" in words_of(client.get(sheet(asked())).content)


@pytest.mark.parametrize(
    "text", ["W" * 9000, "a\n" * 4000, "仕様の文。" * 1900, '#read("/etc/passwd") $x$ @a <b> \\u{41}']
)
def test_long_and_odd_texts_take_a_bounded_number_of_pages(asked, text):  # noqa: F811
    consultation = asked(topic=text[:200], text=text)
    Entry.objects.bulk_create(
        Entry(consultation=consultation, kind=EntryKind.CALL, text=text) for number in range(100)
    )
    form = sheet_form(sheet_for(consultation, None), address=ADDRESS, printed_on=DAY)
    assert len(form.history) == 60
    assert max(pages_of(pdf(form, LAYOUT))) <= 70


@pytest.mark.parametrize("lines", [1, 3])
def test_it_takes_the_same_queries_for_any_number(client, asked, researcher, django_assert_num_queries, lines):  # noqa: F811
    consultation = asked()
    for number in range(lines):
        write(consultation, by=BY_LINK, kind=EntryKind.QUESTION, text=f"もう一つ {number}")
    client.force_login(researcher)
    consultation = Consultation.objects.get()
    with django_assert_num_queries(11):
        assert client.get(sheet(consultation)).status_code == 200


def test_photos_that_the_reader_may_see_are_printed_small(client, asked, researcher, settings, tmp_path):  # noqa: F811
    settings.HASHI_HOME = tmp_path
    client.force_login(researcher)
    consultation = asked(photos=[taken("crack.jpg")])
    write(
        consultation,
        by=researcher,
        kind=EntryKind.NOTE,
        text="所内",
        photos=[taken_from(BytesIO(jpeg((200, 300))), "inner.jpg")],
    )
    for copy, shown in (("", ["crack.jpg", "inner.jpg"]), ("?copy=asker", ["crack.jpg"])):
        page = client.get(sheet(consultation, f"sheet/{copy}"))
        assert [photo.name for photo in page.context["photos"]] == shown
        made = client.get(sheet(consultation, f"sheet.pdf{copy}")).content
        assert len(re.findall(rb"/Subtype\s*/Image", made)) == len(shown)


def test_without_a_line_no_heading_stands_bare(client, asked, researcher):  # noqa: F811
    client.force_login(researcher)
    assert "経過" not in client.get(sheet(asked(), "sheet/")).content.decode().partition("</article>")[0]
