"""The history tells every step with its day: who took it on, hand-offs with their reasons, closing and reopening."""

# ruff: noqa: F811 the fixtures are those of the domain
import datetime

import pytest
import time_machine
from django.utils import timezone, translation
from tests.consultations.conftest import asked, elsewhere, firm, lab, person  # noqa: F401
from tests.duties.test_who import declared
from tests.factories import AccountFactory
from tests.web.consultations.test_handing_off import english  # noqa: F401
from tests.web.consultations.test_pages import text_of

from hashiwatashi.consultations.actions import BY_LINK, answer, close, reopen, take, withdraw, write
from hashiwatashi.consultations.enums import EntryKind
from hashiwatashi.consultations.handing import accept, cancel, consent, decline, offer, return_
from hashiwatashi.consultations.links import token_of
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.web.consultations.shown import sheet_for

pytestmark = pytest.mark.django_db
START = datetime.datetime(2026, 11, 2, 1, tzinfo=datetime.UTC)


@pytest.fixture
def days():
    """Does one thing after the other, a day apart."""

    def live(*steps):
        for number, step in enumerate(steps):
            with time_machine.travel(START + datetime.timedelta(days=number), tick=False):
                step()

    return live


def history(case, reader=None):
    """What is told: the kinds of lines, and the sentences of steps with their reasons."""
    case = Consultation.objects.get(pk=case.pk)
    with translation.override("en"):
        found = sheet_for(case, reader).history
    assert [one.at for one in found] == sorted(one.at for one in found)
    return [one.entry.kind if one.entry else (one.done, one.reason) for one in found]


def test_a_hand_off_is_told_from_asking_to_the_end(asked, lab, elsewhere, person, days):
    giver, receiver = person(lab), person(elsewhere)
    with time_machine.travel(START - datetime.timedelta(days=1)):
        case = asked()
    days(
        lambda: take(case, by=giver),
        lambda: offer(case, elsewhere, by=giver, reason="装置がない"),
        lambda: consent(case.handoffs.get(), by=BY_LINK),
        lambda: accept(case.handoffs.get(), by=receiver),
        lambda: answer(Consultation.objects.get(), by=receiver, text="塩分です"),
        lambda: close(Consultation.objects.get(), by=receiver),
    )
    whole = [
        "question",
        ("Somebody at 架空県工業技術センター is in charge", ""),
        ("Hand-off asked for: 架空総合研究所", "装置がない"),
        ("Whoever asked agreed to the hand-off to 架空総合研究所", ""),
        ("架空総合研究所 took the case on", ""),
        ("Somebody at 架空総合研究所 is in charge", ""),
        "answer",
        ("Closed the case", ""),
    ]
    assert history(case) == whole
    assert history(case, giver) == whole


def test_each_end_of_a_hand_off_has_its_sentence(asked, lab, elsewhere, person, days):
    giver, receiver = person(lab), person(elsewhere)
    with time_machine.travel(START - datetime.timedelta(days=1)):
        case = asked()

    def again():
        offer(case, elsewhere, by=giver, reason="専門外")

    def last():
        return case.handoffs.first()

    days(
        again,
        lambda: decline(last(), by=BY_LINK),
        again,
        lambda: cancel(last(), by=giver),
        again,
        lambda: consent(last(), by=BY_LINK),
        lambda: decline(last(), by=BY_LINK),
        again,
        lambda: consent(last(), by=BY_LINK),
        lambda: return_(last(), by=receiver, answer="当所も対応できません"),
    )
    ends = [one for one in history(case) if one[0].startswith(("Who", "The", "架空"))]
    assert [text.replace("架空総合研究所", "X") for text, _reason in ends] == [
        "Whoever asked did not agree to the hand-off to X",
        "The hand-off to X was taken back",
        "Whoever asked agreed to the hand-off to X",
        "Whoever asked agreed to the hand-off to X no longer",
        "Whoever asked agreed to the hand-off to X",
        "X did not take the case on",
    ]
    assert ends[-1][1] == "当所も対応できません"


def test_closed_reopened_and_taken_back(asked, lab, person, days):
    officer = person(lab)
    with time_machine.travel(START - datetime.timedelta(days=1)):
        case = asked()
    days(
        lambda: answer(case, by=officer, text="答え"),
        lambda: close(case, by=officer),
        lambda: reopen(case, by=BY_LINK, days=3, text="またさびた"),
        lambda: withdraw(case, by=BY_LINK),
    )
    steps = [one if isinstance(one, str) else one[0] for one in history(case)]
    assert steps == [
        "question",
        "Somebody at 架空県工業技術センター is in charge",
        "answer",
        "Ended at first",
        "Reopened the case",
        "question",
        "Took the case back",
    ]


def test_steps_name_no_person_and_stand_on_the_printed_sheet(english, asked, lab, elsewhere, person):
    giver, case = person(lab), asked(unknown=True)
    giver.display_name = "架空 研子"
    giver.save()
    take(case, by=giver)
    cancel(offer(case, elsewhere, by=giver, reason="装置がない"), by=giver)
    told = " ".join(text for text, _reason in history(case)[1:])
    assert "架空 研子" not in told
    english.force_login(giver)
    sheet = text_of(english.get(f"/consultations/{case.uid}/sheet/?copy=asker"))
    assert ("Hand-off asked for: 架空総合研究所" in sheet, "装置がない" in sheet) == (True, True)


def test_by_the_link_one_says_what_is_asked_again_and_sees_why_the_day_moved(english, asked, lab, person):
    officer, case = person(lab), asked()
    answer(case, by=officer, text="答え")
    close(case, by=officer)
    address = f"/consultations/link/{token_of(case)}/"
    refused = english.post(f"{address}reopen/", {"text": " "})
    assert (refused.status_code, Consultation.objects.get().stage) == (400, "done")
    page = text_of(english.post(f"{address}reopen/", {"text": "またさびた"}, follow=True))
    assert ("またさびた" in page, "since it was asked about again" in page) == (True, True)
    assert case.entries.get(text="またさびた").kind == EntryKind.QUESTION
    sheet = sheet_for(Consultation.objects.get(), None)
    assert [one.organisation for one in sheet.held] == [lab]


def test_a_short_time_is_no_zero(english, asked, lab, elsewhere, person):
    case = asked(unknown=True)
    accept(offer(case, elsewhere, by=person(lab), reason="装置がない"), by=person(elsewhere))
    english.force_login(person(lab))
    page = text_of(english.get(f"/consultations/{case.uid}/"))
    assert ("less than an hour" in page, "0 days" in page) == (True, False)


def test_the_name_and_phone_that_were_promised_stay_until_somebody_is_in_charge(client, asked, lab, person):
    duty = declared(prefectures=("04",), owner=lab, responsible="技術相談窓口", phone="022-000-0001")
    case = asked()
    address = f"/consultations/link/{token_of(case)}/"
    told = text_of(client.get(address))
    assert (duty.responsible in told, "tel:022-000-0001" in told) == (True, True)
    take(case, by=person(lab))
    assert "技術相談窓口" not in text_of(client.get(address))


def test_so_do_those_of_whoever_answers_from_nearby(client, asked, lab):
    declared(prefectures=("04",), owner=lab, responsible="技術相談窓口", phone="022-000-0001")
    link = token_of(asked(prefecture_id="05"))
    assert "tel:022-000-0001" in text_of(client.get(f"/consultations/link/{link}/"))


def test_what_is_only_for_whoever_came_by_the_link_is_told_to_nobody_else(english, asked, firm, person):
    owner = person(firm)
    case = asked(asker=owner, firm=firm)
    english.force_login(owner)
    assert "step/renew/" not in text_of(english.get(f"/consultations/{case.uid}/"))
    assert "/renew/" in text_of(english.get(f"/consultations/link/{token_of(case)}/"))


def test_a_link_that_opens_nothing_says_how_to_go_on(english, asked):
    case = asked()
    dead = english.get(f"/consultations/link/{token_of(case)[:-4]}AAAA/")
    assert (dead.status_code, 'href="/advice/"' in text_of(dead)) == (404, True)
    assert "It may have been moved" not in text_of(dead)
    assert english.post(f"/consultations/link/{token_of(case)[:-4]}AAAA/add/", {"text": "x"}).status_code == 404
    assert dead.headers["X-Robots-Tag"] == "noindex"


def test_what_was_done_is_said_and_never_by_the_word_of_a_stage(english, asked, lab, person):
    officer, case = person(lab), asked()
    english.force_login(officer)
    for verb, sent, told in (
        ("take", {}, "You are in charge now."),
        ("note", {"kind": "call", "text": "電話", "minutes": "1"}, "It is noted in the history."),
        ("answer", {"text": "答え", "minutes": "1"}, "The answer is given."),
        ("close", {"result": ""}, "The case is closed."),
        ("reopen", {"text": "また"}, "It is open again."),
    ):
        page = english.post(f"/consultations/{case.uid}/step/{verb}/", sent, follow=True)
        assert told in text_of(page)


def test_one_moment_of_asking_taking_and_answering_stands_in_order(asked, lab, person):
    officer, now = person(lab), timezone.now()
    with time_machine.travel(now, tick=False):
        case = asked()
        answer(case, by=officer, text="答え")
        write(case, by=officer, kind=EntryKind.CALL, text="電話")
        close(case, by=officer)
    kinds = [one if isinstance(one, str) else one[0][:8] for one in history(case)]
    assert kinds == ["question", "Somebody", "answer", "call", "Closed t"]


@pytest.mark.parametrize(("told", "is_named"), [("", False), ("架空 花子", True)])
def test_whoever_asked_without_a_name_is_not_named_by_the_account(client, asked, lab, person, told, is_named):
    asker = AccountFactory(display_name="架空匿名花子")
    case = asked(by=asker, asker=asker, contact_name=told, contact_firm="", contact_mail="")
    write(case, by=asker, kind=EntryKind.QUESTION, text="塩水です")
    colleague = person(lab)
    write(case, by=colleague, kind=EntryKind.CALL, text="電話した")
    client.force_login(colleague)
    for address in (f"/consultations/{case.uid}/", f"/consultations/{case.uid}/sheet/"):
        page = text_of(client.get(address))
        assert ("架空匿名花子" in page) == is_named
        assert str(colleague) in page
