# ruff: noqa: F811 the fixtures are those of the domain
"""A form that is sent twice stores one question; the second time shows the receipt of the first."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from tests.consultations.conftest import elsewhere, firm, lab, person  # noqa: F401
from tests.consultations.test_photos import sent as photo
from tests.duties.test_who import declared
from tests.web.consultations.test_pages import QUESTION, text_of

from hashiwatashi.consultations.models import Consultation, Entry
from hashiwatashi.people.enums import Role
from hashiwatashi.writing.models import QuestionDraft
from hashiwatashi.writing.sending import send_question, sent_before

pytestmark = pytest.mark.django_db
ADDRESS = "/consultations/new/"


@pytest.fixture
def form(lab):
    declared(prefectures=("04",), owner=lab)
    return {**QUESTION, "holder": str(lab.uid), "form_key": str(uuid4())}


def test_each_form_has_a_key_of_its_own_that_goes_along(client, form):
    keys = {client.get(ADDRESS).context["form"]["form_key"].value() for _ in range(2)}
    assert len(keys) == 2
    second_step = client.post(ADDRESS, {**form, "holder": ""})
    assert form["form_key"] in text_of(second_step)


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_the_second_time_shows_the_receipt_of_the_first(client, form, firm, person, is_signed_in):
    if is_signed_in:
        client.force_login(person(firm, Role.REPRESENTATIVE))
    answers = [client.post(ADDRESS, form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert (Consultation.objects.count(), len(mail.outbox), QuestionDraft.objects.count()) == (1, 1, 0)


def test_the_key_opens_nothing_to_another_account_nor_after_a_day(client, form, firm, person):
    client.post(ADDRESS, form)
    assert sent_before(uuid4(), asker=None) is None
    client.force_login(person(firm, Role.REPRESENTATIVE))
    refused = client.post(ADDRESS, form)
    assert (refused.status_code, Consultation.objects.count()) == (400, 1)
    client.logout()
    entry = Entry.objects.get()
    Entry.objects.update(at=entry.at.replace(year=entry.at.year - 1))
    assert client.post(ADDRESS, form).status_code == 400


def test_what_is_stored_does_not_tell_the_key(client, form):
    client.post(ADDRESS, form)
    assert str(Entry.objects.get().key) != form["form_key"]


def test_another_question_on_the_same_form_is_not_lost(client, form):
    client.post(ADDRESS, form)
    page = client.post(ADDRESS, {**form, "text": "別の部品も割れた"})
    assert (page.status_code, Consultation.objects.count()) == (400, 1)
    assert Consultation.objects.get().number in text_of(page)
    key = page.context["form"]["form_key"].value()
    assert key != form["form_key"]
    assert client.post(ADDRESS, {**form, "text": "別の部品も割れた", "form_key": key}).status_code == 302
    assert Consultation.objects.count() == 2


@pytest.mark.parametrize(
    "other", [{"kind": "ip"}, {"contact_phone": "000"}, {"urgency": "事故"}, {"place": "東京都"}]
)
def test_the_same_words_with_something_else_are_not_taken_for_sent(client, form, other):
    client.post(ADDRESS, form)
    assert (client.post(ADDRESS, {**form, **other}).status_code, Consultation.objects.count()) == (400, 1)


def test_a_photo_added_on_the_way_back_is_kept_with_the_new_question(client, form):
    client.post(ADDRESS, form)
    page = client.post(ADDRESS, {**form, "photos": [photo()]})
    assert (page.status_code, [one.name for one, _address in page.context["kept"]]) == (400, ["crack.jpg"])


def test_another_institution_chosen_on_the_way_back_is_not_taken_for_asked(client, form, elsewhere):
    client.post(ADDRESS, form)
    assert client.post(ADDRESS, {**form, "holder": str(elsewhere.uid)}).status_code == 400


def test_a_draft_is_not_made_anew_by_a_form_that_was_sent(client, form, firm, person):
    client.force_login(person(firm, Role.REPRESENTATIVE))
    client.post(ADDRESS, form)
    late = client.post(ADDRESS, {**form, "draft": "1"}, headers={"accept": "application/json"})
    assert (late.status_code, QuestionDraft.objects.count()) == (409, 0)


def test_two_at_once_are_one(transactional_db, form, lab):
    def send(_number):
        try:
            # Where the database is busy, as SQLite is, the browser or its owner tries again.
            statuses = (Client().post(ADDRESS, form).status_code for _ in range(50))
            return next(status for status in statuses if status != 503)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(send, range(4)))
    assert (answers, Consultation.objects.count(), len(mail.outbox)) == ([302] * 4, 1, 1)


def test_without_a_key_each_is_one(lab, form):
    told = {"holder": lab, "days": 3, "topic": "x", "prefecture_id": "04", "contact_mail": "a@example.jp"}
    for _number in range(2):
        send_question(asker=None, form=None, address="192.0.2.1", **told)
    assert Consultation.objects.count() == 2
