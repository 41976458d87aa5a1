"""Asking, following and answering on pages: who asks sees who answers by when, staff see what waits for them."""

import re

import pytest
from django.core import mail
from tests.consultations.conftest import asked, elsewhere, firm, lab, person  # noqa: F401
from tests.duties.test_who import declared
from tests.factories import EquipmentFactory

from hashiwatashi.consultations import links
from hashiwatashi.consultations.actions import answer, close
from hashiwatashi.consultations.handing import accept, offer
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.matching.sync import build_index
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db
QUESTION = {
    "kind": "technical",
    "topic": "部品がさびる",
    "text": "海の近くで使うと一か月でさびる",
    "place": "宮城県",
    "contact_mail": "owner@example.jp",
}


def text_of(response):
    return response.content.decode()


@pytest.fixture
def promised(lab):  # noqa: F811
    return declared(prefectures=("04",), owner=lab, responsible="架空 花子", target_days=3)


def test_before_it_is_sent_who_answers_and_by_when_is_shown(client, promised, lab):  # noqa: F811
    page = client.post("/consultations/new/", QUESTION)
    assert page.status_code == 200
    assert "架空 花子" in text_of(page)
    assert "3営業日以内" in text_of(page)
    assert not Consultation.objects.exists()
    sent = client.post("/consultations/new/", {**QUESTION, "holder": str(lab.uid)}, follow=True)
    consultation = Consultation.objects.get()
    assert (consultation.holder, consultation.channel) == (lab, "web")
    for word in (consultation.number, lab.name, "部品がさびる"):
        assert word in text_of(sent)


def test_where_nobody_has_declared_the_gap_is_told_with_who_is_near(client, promised):
    page = client.post("/consultations/new/", {**QUESTION, "place": "秋田県"})
    assert "担当を宣言している機関がありません" in text_of(page)
    assert "架空県工業技術センター" in text_of(page)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"topic": ""}, "topic"),
        ({"place": "架空市"}, "place"),
        ({"contact_mail": "誰か"}, "contact_mail"),
    ],
)
def test_what_is_missing_is_told_and_what_was_typed_stays(client, promised, wrong, field):
    page = client.post("/consultations/new/", {**QUESTION, **wrong})
    assert page.status_code == 400
    assert field in page.context["form"].errors
    assert "海の近くで" in text_of(page)


def test_without_a_mail_address_it_is_not_taken(client, promised, lab):  # noqa: F811
    page = client.post("/consultations/new/", {**QUESTION, "contact_mail": "", "holder": str(lab.uid)})
    assert (page.status_code, Consultation.objects.count()) == (400, 0)


def test_a_holder_that_was_not_offered_is_refused(client, promised, firm):  # noqa: F811
    page = client.post("/consultations/new/", {**QUESTION, "holder": str(firm.uid)})
    assert (page.status_code, Consultation.objects.count()) == (400, 0)


def test_the_link_of_the_mail_opens_it_and_no_other(client, asked):  # noqa: F811
    question = asked()
    (address,) = re.findall(r"/consultations/link/\S+", mail.outbox[0].body)
    page = client.get(address)
    assert question.number in text_of(page)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert client.get(address[:-4] + "AAA/").status_code == 404
    assert client.get(f"/consultations/{question.uid}/").status_code == 302


def test_by_the_link_one_adds_agrees_and_says_whether_it_helped(client, asked, lab, elsewhere, person):  # noqa: F811
    question, researcher = asked(), person(lab)
    address = f"/consultations/link/{links.token_of(question)}/"
    client.post(f"{address}add/", {"text": "写真も送れます"})
    offer(question, elsewhere, by=researcher, reason="装置がこちらにない")
    assert "装置がこちらにない" in text_of(client.get(address))
    told = {"handoff": str(question.handoffs.get().uid)}
    client.post(f"{address}consent/", told)
    question.refresh_from_db()
    assert question.handoffs.get().stage == "offered"
    client.post(f"{address}decline/", told)
    answer(question, by=researcher, text="塗装を変えましょう")
    close(question, by=researcher)
    page = text_of(client.get(address))
    assert "塗装を変えましょう" in page
    client.post(f"{address}judge/", {"usefulness": "yes", "why": "助かった", "found_by": "search"})
    question.refresh_from_db()
    assert (question.usefulness, question.found_by) == ("yes", "search")
    assert "judge/" not in text_of(client.get(address))


def test_notes_among_colleagues_are_read_by_the_staff_alone(client, asked, lab, person, firm):  # noqa: F811
    question, researcher = asked(firm=firm), person(lab)
    client.force_login(researcher)
    address = f"/consultations/{question.uid}/"
    client.post(f"{address}step/note/", {"kind": "note", "text": "前にも似た件", "minutes": "5"})
    assert "前にも似た件" in text_of(client.get(address))
    for account in (person(firm, Role.REPRESENTATIVE), person(lab, Role.PLANNER)):
        client.force_login(account)
        assert "前にも似た件" not in text_of(client.get(address))
    client.logout()
    assert "前にも似た件" not in text_of(client.get(f"/consultations/link/{links.token_of(question)}/"))


def test_a_call_is_noted_answered_and_closed_in_one_form(client, lab, person):  # noqa: F811
    client.force_login(person(lab))
    told = {"kind": "technical", "topic": "めっきが剥がれる", "place": "宮城県", "channel": "phone", "minutes": "12"}
    told |= {"owner": str(lab.uid), "answer": "前処理を見直す", "is_settled": "on"}
    client.post("/consultations/note/", told)
    noted = Consultation.objects.get()
    assert (noted.stage, noted.channel, noted.holder) == ("done", "phone", lab)
    assert [entry.minutes for entry in noted.entries.filter(kind="answer")] == [12]
    refused = client.post("/consultations/note/", {**told, "answer": ""})
    assert (refused.status_code, Consultation.objects.count()) == (400, 1)


def test_my_day_shows_what_is_mine_by_the_day_it_is_due(client, asked, lab, person):  # noqa: F811
    researcher = person(lab)
    late, soon = asked(topic="あとで", days=9), asked(topic="まもなく", days=1)
    free = asked(topic="だれもいない")
    client.force_login(researcher)
    for question in (late, soon):
        client.post(f"/consultations/{question.uid}/step/take/")
    page = client.get("/consultations/")
    assert [row.record for row in page.context["rows"]] == [soon, late]
    page = client.get("/consultations/?view=free")
    assert [row.record for row in page.context["rows"]] == [free]
    rows = b"".join(client.get("/consultations/?view=open&export=csv")).decode("utf-8-sig")
    assert late.number in rows


def test_the_wrong_step_is_told_and_changes_nothing(client, asked, lab, person):  # noqa: F811
    question = asked()
    client.force_login(person(lab))
    for verb, sent in (("close", {}), ("accept", {}), ("assign", {"officer": "999"}), ("answer", {"text": ""})):
        page = client.post(f"/consultations/{question.uid}/step/{verb}/", sent, follow=True)
        assert page.status_code in {200, 400, 404}
    assert client.post(f"/consultations/{question.uid}/step/explode/").status_code == 404
    question.refresh_from_db()
    assert question.stage == "received"


def test_who_is_not_of_the_institution_takes_no_step(client, asked, firm, person):  # noqa: F811
    question = asked(firm=firm)
    client.force_login(person(firm, Role.REPRESENTATIVE))
    for verb in ("take", "answer", "note"):
        refused = client.post(
            f"/consultations/{question.uid}/step/{verb}/", {"text": "x", "minutes": "1", "kind": "note"}
        )
        assert refused.status_code == 403


def test_handing_off_suggests_and_offers(client, asked, lab, elsewhere, person):  # noqa: F811
    declared(prefectures=("04",), owner=elsewhere, responsible="架空 次郎")
    question = asked(unknown=True)
    client.force_login(person(lab))
    address = f"/consultations/{question.uid}/hand-off/"
    assert elsewhere.name in text_of(client.get(address))
    assert client.post(address, {"receiver": lab.name, "reason": "理由"}).status_code == 400
    client.post(address, {"receiver": str(elsewhere.uid), "reason": "装置がこちらにない"})
    assert question.handoffs.get().stage == "offered"
    receiver = person(elsewhere)
    client.force_login(receiver)
    assert "1" in text_of(client.get("/consultations/?view=offered"))
    client.post(f"/consultations/{question.uid}/step/accept/")
    question.refresh_from_db()
    assert question.holder == elsewhere


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_ask_equally_often(client, asked, lab, person, django_assert_num_queries, rows):  # noqa: F811
    researcher = person(lab)
    client.force_login(researcher)
    for number in range(rows):
        question = asked(topic=f"問い{number}", contact_mail=f"a{number}@example.jp")
        client.post(f"/consultations/{question.uid}/step/take/")
    for number in range(rows):
        client.post(
            f"/consultations/{question.uid}/step/note/", {"kind": "call", "text": str(number), "minutes": "1"}
        )
    with django_assert_num_queries(14):
        client.get("/consultations/")
    with django_assert_num_queries(15):
        client.get(f"/consultations/{question.uid}/")


def test_what_may_help_meanwhile_stands_beside_it(client, promised, lab, settings, tmp_path):  # noqa: F811
    settings.SEARCH_INDEX = tmp_path / "index"
    EquipmentFactory(owner=lab, name="塩水噴霧試験機", uses="金属がさびるかを調べる")
    build_index()
    assert "塩水噴霧試験機" in text_of(client.post("/consultations/new/", QUESTION))


def test_notes_of_the_institution_before_are_not_read_by_the_next(client, asked, lab, elsewhere, person):  # noqa: F811
    question, researcher, receiver = asked(unknown=True), person(lab), person(elsewhere)
    client.force_login(researcher)
    address = f"/consultations/{question.uid}/"
    client.post(f"{address}step/note/", {"kind": "note", "text": "こちらの覚え書き", "minutes": "5"})
    handoff = offer(question, elsewhere, by=researcher, reason="装置がない")
    accept(handoff, by=receiver)
    client.force_login(receiver)
    client.post(f"{address}step/note/", {"kind": "note", "text": "あちらの覚え書き", "minutes": "5"})
    assert "あちらの覚え書き" in text_of(client.get(address))
    assert "こちらの覚え書き" not in text_of(client.get(address))
    client.force_login(researcher)
    assert "こちらの覚え書き" in text_of(client.get(address))
    assert "あちらの覚え書き" not in text_of(client.get(address))


@pytest.mark.parametrize("wrong", [{"text": "x" * 10_001}, {"topic": "\u200b"}])
def test_what_cannot_be_stored_is_told_and_what_was_typed_stays(client, promised, lab, wrong):  # noqa: F811
    page = client.post("/consultations/new/", {**QUESTION, "holder": str(lab.uid), **wrong})
    assert (page.status_code, Consultation.objects.count()) == (400, 0)
    assert "owner@example.jp" in text_of(page)


def test_too_many_are_told_and_what_was_typed_stays(client, promised, lab, asked):  # noqa: F811
    for _number in range(20):
        asked()
    page = client.post("/consultations/new/", {**QUESTION, "holder": str(lab.uid)})
    assert page.status_code == 400
    assert "海の近くで" in text_of(page)


def test_staff_reopen_what_a_caller_asks_about_again(client, asked, lab, person):  # noqa: F811
    question, researcher = asked(unknown=True), person(lab)
    answer(question, by=researcher, text="答え")
    close(question, by=researcher)
    client.force_login(researcher)
    client.post(f"/consultations/{question.uid}/step/reopen/", {"text": "またさびた"})
    question.refresh_from_db()
    assert question.stage == "received"
