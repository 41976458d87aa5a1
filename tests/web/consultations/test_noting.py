"""Notes that a phone has kept: stored once, in time, and from our own pages alone."""

import datetime
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from tests.consultations.conftest import asked, elsewhere, firm, lab, person  # noqa: F401
from tests.factories import MembershipFactory, OrganisationFactory

from hashiwatashi.common.errors import Conflict
from hashiwatashi.consultations.actions import ask, noted_before
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db
ADDRESS = "/consultations/note/"


@pytest.fixture
def clerk(person, lab):  # noqa: F811
    return person(lab, Role.CLERK)


@pytest.fixture
def phone(client, clerk):
    client.force_login(clerk)
    return client


@pytest.fixture
def note(lab):  # noqa: F811
    told = {"kind": "technical", "topic": "電話で聞いた", "place": "宮城県", "channel": "visit", "minutes": "10"}
    return {**told, "owner": str(lab.uid), "key": str(uuid4())}


def send(client, note, **more):
    return client.post(ADDRESS, {**note, **more}, headers={"accept": "application/json"})


def test_what_is_sent_twice_is_stored_once(phone, note):
    answers = [send(phone, note, kept="1") for _ in range(2)]
    consultation = Consultation.objects.get()
    assert [answer.status_code for answer in answers] == [201, 201]
    assert {answer.json()["number"] for answer in answers} == {consultation.number}
    assert consultation.entries.count() == 1


def test_two_notes_without_a_key_are_two(phone, note):
    for _ in range(2):
        assert phone.post(ADDRESS, {**note, "key": ""}).status_code == 302
    assert Consultation.objects.count() == 2


def test_two_at_once_store_one(note, clerk, lab):  # noqa: F811
    told = {"by": clerk, "holder": lab, "days": 3, "topic": "同時", "prefecture_id": "04", "channel": "visit"}
    ask(**told, key=note["key"])
    with pytest.raises(Conflict):
        ask(**told, key=note["key"])
    assert Consultation.objects.count() == 1


def test_a_key_opens_nothing_of_another_account(phone, note, lab, person):  # noqa: F811
    send(phone, note)
    assert noted_before(note["key"], by=person(lab)) is None


def test_the_clock_runs_from_when_it_was_noted(phone, note):
    noted_at = timezone.now() - datetime.timedelta(days=3)
    send(phone, note, noted_at=noted_at.isoformat(), answer="塩分です", is_settled="on")
    consultation = Consultation.objects.get()
    period = consultation.periods.get()
    moments = (consultation.asked_at, consultation.first_answered_at, consultation.closed_at)
    assert {*moments, period.since, period.taken_at, period.until} == {noted_at}
    assert {entry.at for entry in consultation.entries.all()} == {noted_at}


def test_what_is_noted_with_a_connection_is_answered_now(phone, note):
    before = timezone.now()
    send(phone, note, answer="塩分です", is_settled="on")
    consultation = Consultation.objects.get()
    assert before < consultation.first_answered_at < consultation.closed_at < timezone.now()


@pytest.mark.parametrize(("days", "status"), [(6.9, 201), (7.1, 400)])
def test_a_note_is_sent_within_seven_days(phone, note, days, status):
    noted_at = timezone.now() - datetime.timedelta(days=days)
    assert send(phone, note, noted_at=noted_at.isoformat()).status_code == status


@pytest.mark.parametrize(("language", "word"), [("en", 'lang="en"'), ("ja", 'lang="ja"'), ("xx", 'lang="ja"')])
def test_the_page_without_a_connection_is_in_the_language_asked_for(client, language, word):
    page = client.get(f"{ADDRESS}offline/?language={language}").content.decode()
    assert word in page


def test_a_phone_whose_clock_is_ahead_notes_now(phone, note):
    ahead = timezone.now() + datetime.timedelta(hours=9)
    assert send(phone, note, noted_at=ahead.isoformat()).status_code == 201
    assert Consultation.objects.get().asked_at <= timezone.now()


def test_what_cannot_be_stored_says_why(phone, note):
    old = (timezone.now() - datetime.timedelta(days=8)).isoformat()
    for wrong in ({"place": "架空の国"}, {"noted_at": old}, {"owner": "x"}, {"topic": ""}, {"key": "x"}):
        answer = send(phone, note, **wrong)
        assert (answer.status_code, len(answer.json()["problems"])) == (400, 1)
    assert Consultation.objects.count() == 0


def test_it_is_not_taken_from_elsewhere(clerk, note):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(clerk)
    assert send(strict, note).status_code == 403
    strict.get(ADDRESS)
    assert send(strict, note, csrfmiddlewaretoken="a" * 64).status_code == 403
    token = strict.cookies["csrftoken"].value
    assert send(strict, note, csrfmiddlewaretoken=token).status_code == 201
    assert Consultation.objects.count() == 1


def test_who_is_not_signed_in_is_asked_to(client, note):
    assert "/accounts/login/" in send(client, note).headers["Location"]
    assert Consultation.objects.count() == 0


def test_the_page_that_is_kept_is_the_same_for_everybody(phone, client, lab):  # noqa: F811
    signed_out = Client().get(f"{ADDRESS}offline/").content.decode()
    assert "csrfmiddlewaretoken" not in signed_out.split("<main", 1)[1].split("</main")[0]
    assert lab.name not in signed_out
    assert 'data-phone=""' in signed_out


def test_two_accounts_have_two_marks(phone, clerk, lab, person):  # noqa: F811
    one = phone.get(ADDRESS).context["phone"]
    phone.force_login(person(lab))
    two = phone.get(ADDRESS).context["phone"]
    assert one != two
    assert clerk.email not in one


def test_the_worker_serves_its_own_page_alone(client):
    answer = client.get(f"{ADDRESS}worker.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "Service-Worker-Allowed" not in answer.headers
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


@pytest.fixture
def namesakes():
    """Two firms of one name in two prefectures, and a body of that name that is no firm."""
    told = {"name": "佐藤製作所", "kind": "firm"}
    here = OrganisationFactory(**told, prefecture_id="04", corporate_number=None)
    there = OrganisationFactory(**told, prefecture_id="27", corporate_number="1234567890128")
    OrganisationFactory(name="佐藤製作所", kind="other")
    return here, there


def test_a_name_alone_puts_nothing_into_the_file_of_a_firm(phone, note, namesakes):
    page = phone.post(ADDRESS, {**note, "contact_firm": "佐藤製作所"})
    assert (page.status_code, Consultation.objects.count()) == (400, 0)
    choices = [str(label) for _value, label in page.context["form"].fields["firm"].choices]
    assert [label.split() for label in choices[:2]] == [
        ["佐藤製作所", "宮城県"],
        ["佐藤製作所", "大阪府", "1234567890128"],
    ]
    assert len(choices) == 3
    answer = send(phone, note, contact_firm="佐藤製作所")
    assert (answer.status_code, answer.json()["problems"]) == (
        400,
        ["どの企業か、または「どれでもない」を選んでください。"],
    )


@pytest.mark.parametrize("is_only_one", [True, False])
def test_the_people_of_a_namesake_read_nothing(phone, note, namesakes, person, is_only_one):  # noqa: F811
    here, there = namesakes
    if is_only_one:
        here.delete()
    assert phone.post(ADDRESS, {**note, "contact_firm": "佐藤製作所", "firm": "none"}).status_code == 302
    assert Consultation.objects.get().firm is None
    assert not Consultation.objects.visible_to(person(there, Role.REPRESENTATIVE)).exists()


def test_the_firm_that_was_chosen_reads_it(phone, note, namesakes, person):  # noqa: F811
    here, there = namesakes
    assert phone.post(ADDRESS, {**note, "contact_firm": "佐藤製作所", "firm": str(there.uid)}).status_code == 302
    assert Consultation.objects.visible_to(person(there, Role.REPRESENTATIVE)).count() == 1
    assert Consultation.objects.visible_to(person(here, Role.REPRESENTATIVE)).count() == 0


def test_no_other_organisation_is_chosen_than_a_firm_of_the_name(phone, note, namesakes, firm):  # noqa: F811
    for other in (firm, Organisation.objects.get(kind="other")):
        page = phone.post(ADDRESS, {**note, "contact_firm": "佐藤製作所", "firm": str(other.uid)})
        assert (page.status_code, Consultation.objects.count()) == (400, 0)


def test_a_note_that_was_kept_stands_in_no_file(phone, note, namesakes):
    assert send(phone, note, contact_firm="佐藤製作所", kept="1").status_code == 201
    assert Consultation.objects.get().firm is None


def test_what_the_site_cannot_do_is_told_to_the_phone(phone, note, lab):  # noqa: F811
    type(lab).objects.filter(pk=lab.pk).update(status="closed")
    answer = send(phone, note, kept="1")
    assert (answer.status_code, len(answer.json()["problems"]), "key" in answer.json()) == (409, 1, False)
    assert lab.name in answer.json()["problems"][0]
    page = phone.post(ADDRESS, note)
    assert (page.status_code, note["topic"] in page.content.decode()) == (400, True)


def test_who_may_not_is_told_so_that_no_phone_tries_for_ever(client, note, person, firm):  # noqa: F811
    client.force_login(person(firm, Role.REPRESENTATIVE))
    answer = send(client, note, kept="1")
    assert (answer.status_code, len(answer.json()["problems"])) == (403, 1)


@pytest.mark.parametrize("other", [{"topic": "別の話"}, {"text": "別の文"}, {"answer": "別の答え"}])
def test_another_note_under_a_used_key_is_offered_as_a_new_one(phone, note, other):
    number = send(phone, note).json()["number"]
    answer = send(phone, note, **other).json()
    assert (Consultation.objects.count(), number in answer["problems"][0]) == (1, True)
    assert answer["key"] != note["key"]
    page = phone.post(ADDRESS, {**note, **other})
    assert page.status_code == 400
    assert page.context["form"]["key"].value() not in {note["key"], ""}
    assert send(phone, note, **other, key=answer["key"]).status_code == 201
    assert Consultation.objects.count() == 2


def test_a_time_too_long_ago_is_not_sent_again(phone, note):
    page = phone.post(ADDRESS, {**note, "noted_at": (timezone.now() - datetime.timedelta(days=8)).isoformat()})
    assert (page.status_code, page.context["form"]["noted_at"].value()) == (400, "")


def test_the_wish_that_something_is_not_disclosed_is_noted_with_the_call(phone, note):
    assert send(phone, note, is_confidential="on").status_code == 400
    assert send(phone, note, is_confidential="on", secrecy="図面は社外秘").status_code == 201
    stored = Consultation.objects.get()
    assert (stored.is_confidential, stored.secrecy) == (True, "図面は社外秘")
    assert 'name="secrecy"' in Client().get("/consultations/note/offline/").content.decode()


@pytest.mark.parametrize(
    "other", [{"minutes": "90"}, {"is_settled": "on"}, {"channel": "mail"}, {"answer": "水分です"}]
)
def test_another_note_under_the_key_is_told_and_gets_a_new_one(phone, note, other):
    told = {**note, "answer": "塩分です", "kept": "1"}
    number = send(phone, told).json()["number"]
    answer = send(phone, told, **other)
    assert (answer.status_code, number in answer.json()["problems"][0]) == (400, True)
    assert send(phone, told, **other, key=answer.json()["key"]).status_code == 201
    assert Consultation.objects.count() == 2


def test_a_note_for_another_institution_under_the_key_is_told(phone, note, clerk, elsewhere):  # noqa: F811
    MembershipFactory(account=clerk, organisation=elsewhere, role=Role.CLERK)
    send(phone, note)
    assert send(phone, note, owner=str(elsewhere.uid)).status_code == 400


def test_what_was_sent_with_its_firm_and_kept_as_its_answer_was_lost_is_stored_once(phone, note):
    made = OrganisationFactory(name="佐藤製作所", kind="firm")
    told = {**note, "contact_firm": made.name, "firm": str(made.uid)}
    numbers = {send(phone, told, **more).json()["number"] for more in ({}, {"kept": "1"})}
    assert (len(numbers), Consultation.objects.get().firm) == (1, made)


def test_a_firm_chosen_for_what_was_kept_without_is_told(phone, note):
    made = OrganisationFactory(name="佐藤製作所", kind="firm")
    told = {**note, "contact_firm": made.name, "firm": str(made.uid)}
    send(phone, told, kept="1")
    assert send(phone, told).status_code == 400
