"""Handing off on pages: the right doors and why, and what everybody is told of how it ended."""

# ruff: noqa: F811 the fixtures are those of the domain

import re

import pytest
from django.core import mail
from django.utils import timezone
from tests.consultations.conftest import asked, elsewhere, firm, lab, person  # noqa: F401
from tests.duties.test_who import declared
from tests.factories import EquipmentFactory, ExpertFactory, MembershipFactory, OrganisationFactory, SeedFactory
from tests.joining.conftest import told
from tests.web.consultations.test_pages import text_of

from hashiwatashi.consultations.actions import BY_LINK, answer, close
from hashiwatashi.consultations.handing import accept, cancel, consent, decline, offer, return_
from hashiwatashi.consultations.links import token_of
from hashiwatashi.matching.sync import build_index
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db
RUST = {"topic": "金属がさびる", "text": "塩水噴霧試験をしたい"}
WHY = "装置がこちらにない"


@pytest.fixture
def people(lab, elsewhere, person):
    return person(lab), person(elsewhere)


@pytest.fixture
def english(client, settings):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.fixture
def index(settings, tmp_path):
    settings.SEARCH_INDEX = tmp_path / "index"
    return build_index


def page_of(case):
    return f"/consultations/{case.uid}/"


def doors(client, case):
    return client.get(f"{page_of(case)}hand-off/").context["suggested"]


def test_whoever_owns_or_knows_what_it_takes_is_suggested_wherever_it_is(client, people, elsewhere, asked, index):
    EquipmentFactory(owner=elsewhere, name="塩水噴霧試験機", uses="金属がさびるかを調べる")
    SeedFactory(owner=elsewhere, title="さびない金属", summary="塩水でも金属がさびない")
    ExpertFactory(organisation=elsewhere, headline="金属のさびと塩水噴霧試験")
    index()
    client.force_login(people[0])
    (door,) = doors(client, asked(**RUST))
    assert (door.organisation, len(door.reasons)) == (elsewhere, 3)
    assert {"塩水噴霧試験機", "さびない金属"} <= {why.what for why in door.reasons}
    assert all(why.href for why in door.reasons)


def test_who_has_declared_comes_first_and_the_nearest_last(client, people, elsewhere, asked, index):
    here = declared(prefectures=("04",), owner=OrganisationFactory(kind=OrganisationKind.UNIVERSITY)).owner
    MembershipFactory(organisation=here, role=Role.COORDINATOR)
    EquipmentFactory(owner=elsewhere, name="塩水噴霧試験機", uses="金属がさびるかを調べる")
    index()
    client.force_login(people[0])
    assert [door.organisation for door in doors(client, asked(**RUST))] == [here, elsewhere]


def test_no_firm_nobody_unstaffed_and_nothing_hidden_is_suggested(client, people, elsewhere, firm, asked, index):
    empty = OrganisationFactory(kind=OrganisationKind.UNIVERSITY)
    MembershipFactory(organisation=firm, role=Role.CLERK)
    for owner in (firm, empty):
        EquipmentFactory(owner=owner, name="塩水噴霧試験機", uses="金属がさびるかを調べる")
    EquipmentFactory(owner=elsewhere, name="塩水噴霧試験機", uses="金属がさびる", disclosure="related")
    index()
    client.force_login(people[0])
    assert doors(client, asked(**RUST)) == []


def test_who_answered_an_earlier_case_like_it_is_suggested(client, people, elsewhere, asked, index):
    index()
    earlier, other = asked(**RUST, unknown=True), asked(topic="海の家の寝床", unknown=True)
    for case in (earlier, other):
        accept(offer(case, elsewhere, by=people[0], reason=WHY), by=people[1])
        case.refresh_from_db()
        answer(case, by=people[1], text="答え")
        close(case, by=people[1])
    client.force_login(people[0])
    (door,) = doors(client, asked(topic="金属がさびる", text="海のそばで使う。塩水噴霧試験をしたい"))
    assert [why.href for why in door.reasons] == [page_of(earlier)]


def test_without_an_index_one_hands_off_by_name(client, people, elsewhere, asked, settings, tmp_path):
    settings.SEARCH_INDEX = tmp_path / "none"
    declared(prefectures=("04",), owner=elsewhere)
    client.force_login(people[0])
    assert [door.organisation for door in doors(client, asked(**RUST))] == [elsewhere]


@pytest.mark.parametrize("rows", [1, 3])
def test_it_takes_the_same_queries_for_any_number(client, people, asked, index, django_assert_num_queries, rows):
    for number in range(rows):
        place = OrganisationFactory(kind=OrganisationKind.UNIVERSITY, prefecture_id=f"1{number}")
        MembershipFactory(organisation=place, role=Role.COORDINATOR)
        EquipmentFactory(owner=place, name="塩水噴霧試験機", uses="金属がさびるかを調べる")
        declared(prefectures=("04",), owner=place)
    index()
    case = asked(**RUST)
    client.force_login(people[0])
    with django_assert_num_queries(19):
        assert len(doors(client, case)) == rows


def test_the_field_takes_the_name_of_the_one_chosen(client, people, elsewhere, asked):
    client.force_login(people[0])
    case = asked(unknown=True)
    address = f"{page_of(case)}hand-off/"
    assert client.get(f"{address}?to={elsewhere.uid}").context["form"].initial["receiver"] == elsewhere.name
    for wrong in ("", "x", case.uid):
        assert client.get(f"{address}?to={wrong}").context["form"].initial["receiver"] == ""
    client.post(address, {"receiver": elsewhere.name, "reason": WHY})
    assert case.handoffs.get().receiver == elsewhere


def test_of_two_of_one_name_the_number_is_taken(client, people, elsewhere, asked):
    OrganisationFactory(name=elsewhere.name, kind=OrganisationKind.UNIVERSITY)
    client.force_login(people[0])
    case = asked(unknown=True)
    typed = client.get(f"{page_of(case)}hand-off/?to={elsewhere.uid}").context["form"].initial["receiver"]
    client.post(f"{page_of(case)}hand-off/", {"receiver": typed, "reason": WHY})
    assert case.handoffs.get().receiver == elsewhere


def test_a_reason_it_was_returned_for_is_read_by_both_and_the_asker_gets_a_mail(english, people, elsewhere, asked):
    case, (giver, receiver) = asked(), people
    handoff = offer(case, elsewhere, by=giver, reason=WHY)
    consent(handoff, by=BY_LINK)
    before = len(mail.outbox)
    return_(handoff, by=receiver, answer="当所も対応できません")
    assert (len(mail.outbox), mail.outbox[-1].to) == (before + 1, ["owner@example.jp"])
    assert "当所" not in mail.outbox[-1].subject + mail.outbox[-1].body
    assert told(giver)[-1] == "consultation_returned"
    case.refresh_from_db()
    assert "当所も対応できません" in text_of(english.get(f"/consultations/link/{token_of(case)}/"))
    english.force_login(giver)
    assert "当所も対応できません" in text_of(english.get(page_of(case)))


def test_who_was_never_asked_for_consent_gets_no_mail(people, elsewhere, asked):
    handoff = offer(asked(unknown=True), elsewhere, by=people[0], reason=WHY)
    return_(handoff, by=people[1], answer="分野が違う")
    assert mail.outbox == []


def test_consent_withdrawn_is_told_to_both_and_to_whoever_presses_accept(english, people, elsewhere, asked):
    case, (giver, receiver) = asked(), people
    handoff = offer(case, elsewhere, by=giver, reason=WHY)
    consent(handoff, by=BY_LINK)
    decline(handoff, by=BY_LINK)
    assert (told(giver)[-1], told(receiver)[-1]) == ("consultation_declined", "consultation_unoffered")
    english.force_login(receiver)
    pressed = english.post(f"{page_of(case)}step/accept/", follow=True)
    assert "withdrawn the consent" in text_of(pressed)
    page = english.get(page_of(case))
    assert (page.status_code, "withdrawn the consent" in text_of(page), case.topic in text_of(page)) == (
        404,
        True,
        False,
    )


def test_taken_back_is_told_to_whom_it_was_offered(english, people, elsewhere, asked):
    case, (giver, receiver) = asked(unknown=True), people
    cancel(offer(case, elsewhere, by=giver, reason=WHY), by=giver)
    assert told(receiver)[-1] == "consultation_unoffered"
    english.force_login(receiver)
    assert "taken the hand-off back" in text_of(english.get(page_of(case)))


@pytest.mark.parametrize("end", [lambda one, by: decline(one, by=BY_LINK), lambda one, by: cancel(one, by=by)])
def test_what_was_never_offered_is_told_to_nobody(english, people, elsewhere, asked, end):
    case, (giver, receiver) = asked(), people
    end(offer(case, elsewhere, by=giver, reason=WHY), giver)
    assert told(receiver) == []
    english.force_login(receiver)
    page = english.get(page_of(case))
    assert (page.status_code, case.number in text_of(page)) == (404, False)
    assert english.post(f"{page_of(case)}step/accept/").status_code == 404


def test_what_was_handed_on_is_found_and_printed_by_who_held_it(client, people, lab, elsewhere, asked, person):
    case, (giver, receiver) = asked(unknown=True), people
    accept(offer(case, elsewhere, by=giver, reason=WHY), by=receiver)
    client.force_login(giver)
    page = client.get("/consultations/?view=handed_on")
    assert [row.record for row in page.context["rows"]] == [case]
    assert f"{page_of(case)}sheet/" in text_of(client.get(page_of(case)))
    assert client.get(f"{page_of(case)}sheet/").status_code == 200
    client.force_login(receiver)
    assert list(client.get("/consultations/?view=handed_on").context["rows"]) == []
    client.force_login(person(lab, Role.PLANNER))
    assert client.get(f"{page_of(case)}sheet/").status_code == 403


def test_the_question_of_consent_is_for_whoever_asked_alone(english, people, elsewhere, asked):
    case = asked()
    offer(case, elsewhere, by=people[0], reason=WHY)
    link = text_of(english.get(f"/consultations/link/{token_of(case)}/"))
    box = link[link.index('id="handoff"') : link.index("</dl>")]
    assert ("May 架空総合研究所 read" in box, "consent/" in box, "decline/" in box) == (True, True, True)
    english.force_login(people[0])
    staff = text_of(english.get(page_of(case)))
    assert ("May 架空総合研究所 read" in staff, "Waiting for whoever asked" in staff) == (False, True)


def test_accepting_is_not_called_what_handing_off_is(english, people, elsewhere, asked):
    case = asked(unknown=True)
    offer(case, elsewhere, by=people[0], reason=WHY)
    english.force_login(people[1])
    assert "Take the case on" in text_of(english.get(page_of(case)))
    done = text_of(english.post(f"{page_of(case)}step/accept/", follow=True))
    assert "Your institution has taken the case on" in done


def test_unnamed_is_anonymous_only_where_nobody_can_be_asked(english, people, asked):
    english.force_login(people[0])
    for case, label, consent_told in (
        (asked(contact_firm=""), "Name not told", "asked for consent first"),
        (asked(unknown=True), "Anonymous", "without consent"),
    ):
        assert label in text_of(english.get(page_of(case)))
        assert consent_told in text_of(english.get(f"{page_of(case)}hand-off/"))


def _third(person):
    third = OrganisationFactory(kind=OrganisationKind.UNIVERSITY, name="架空第三大学")
    person(third)
    return third


def _sent_with(page):
    return re.findall(r'name="handoff" value="([^"]+)"', page.content.decode())


@pytest.mark.parametrize("verb", ["consent", "decline"])
def test_consent_to_one_institution_is_none_to_another(english, people, elsewhere, asked, person, verb):
    case, (giver, _receiver) = asked(), people
    link = f"/consultations/link/{token_of(case)}/"
    handoff = offer(case, elsewhere, by=giver, reason=WHY)
    old = _sent_with(english.get(link))
    assert old == [str(handoff.uid)] * 2
    cancel(handoff, by=giver)
    other = offer(case, _third(person), by=giver, reason=WHY)
    for stale in ({"handoff": old[0]}, {"handoff": "x"}, {}):
        page = english.post(f"{link}{verb}/", stale, follow=True)
        other.refresh_from_db()
        assert (other.stage, "another one by now" in text_of(page)) == ("consent", True)
    english.post(f"{link}{verb}/", {"handoff": _sent_with(page)[0]})
    other.refresh_from_db()
    assert other.stage == {"consent": "offered", "decline": "declined"}[verb]


def test_an_account_consents_to_the_one_it_read_of_too(english, people, elsewhere, asked, firm, person):
    owner = person(firm, Role.REPRESENTATIVE)
    case = asked(asker=owner, firm=firm)
    handoff = offer(case, elsewhere, by=people[0], reason=WHY)
    english.force_login(owner)
    (sent, _decline) = _sent_with(english.get(page_of(case)))
    english.post(f"{page_of(case)}step/consent/", {"handoff": str(case.uid)})
    handoff.refresh_from_db()
    assert handoff.stage == "consent"
    english.post(f"{page_of(case)}step/consent/", {"handoff": sent})
    handoff.refresh_from_db()
    assert handoff.stage == "offered"


def test_of_an_answered_case_a_new_day_is_promised_and_told(english, people, elsewhere, asked):
    case, (giver, receiver) = asked(), people
    answer(case, by=giver, text="うちではできません")
    english.force_login(giver)
    assert "owes an answer by a new day" in text_of(english.get(f"{page_of(case)}hand-off/"))
    handoff = offer(case, elsewhere, by=giver, reason=WHY)
    consent(handoff, by=BY_LINK)
    accept(handoff, by=receiver)
    english.force_login(receiver)
    assert "answered before it was handed off" in text_of(english.get(page_of(case)))
    assert "the same day" not in mail.outbox[-1].body


def test_consent_given_on_the_telephone_is_noted_on_the_page_and_stands_in_the_history(
    english, people, elsewhere, asked
):
    giver, receiver = people
    case = asked(channel="phone", contact_mail="", contact_firm="", contact_name="架空 花子")
    english.force_login(giver)
    address = f"{page_of(case)}hand-off/"
    assert "No mail reaches whoever asked" in text_of(english.get(address))
    page = english.post(address, {"receiver": elsewhere.name, "reason": WHY}, follow=True)
    assert ("has been asked for consent" in text_of(page), "note below who agreed" in text_of(page)) == (False, True)
    assert 'id="note_consent"' in page.content.decode()
    step = f"{page_of(case)}step/note_consent/"
    assert english.post(step, {"agreed_by": "", "how": "phone", "day": "2026-11-01"}).status_code == 400
    sent = {"agreed_by": "架空 花子", "how": "phone", "day": timezone.localdate().isoformat()}
    page = english.post(step, sent, follow=True)
    assert "架空 花子 agreed to the hand-off to" in text_of(page)
    assert told(receiver) == ["consultation_offered"]
    assert 'id="note_consent"' not in page.content.decode()


def test_where_a_mail_asks_no_oral_consent_is_offered(english, people, elsewhere, asked):
    case = asked()
    offer(case, elsewhere, by=people[0], reason=WHY)
    english.force_login(people[0])
    assert 'id="note_consent"' not in english.get(page_of(case)).content.decode()
    sent = {"agreed_by": "架空 花子", "how": "phone", "day": timezone.localdate().isoformat()}
    page = english.post(f"{page_of(case)}step/note_consent/", sent, follow=True)
    assert ("asked on this site" in text_of(page), case.handoffs.get().stage) == (True, "consent")


def test_who_acts_for_both_sides_is_offered_no_consent(english, people, elsewhere, asked, firm):
    both = people[0]
    MembershipFactory(account=both, organisation=firm, role=Role.REPRESENTATIVE)
    case = asked(firm=firm)
    handoff = offer(case, elsewhere, by=both, reason=WHY)
    english.force_login(both)
    page = english.get(page_of(case)).content.decode()
    assert ("step/consent/" in page, "step/cancel/" in page) == (False, True)
    assert english.post(f"{page_of(case)}step/consent/", {"handoff": str(handoff.uid)}).status_code == 403
    handoff.refresh_from_db()
    assert handoff.stage == "consent"


def test_what_must_not_be_disclosed_is_said_before_it_is_handed_off(english, people, asked):
    case = asked(is_confidential=True, secrecy="図面は出さない")
    english.force_login(people[0])
    page = text_of(english.get(f"{page_of(case)}hand-off/"))
    assert ("not to be disclosed" in page, "図面は出さない" in page) == (True, True)
