"""A form that is sent twice, by a double click or on the way back, is stored once; other words are never lost."""

from uuid import uuid4

import pytest
from django.core import mail
from tests.consultations.conftest import asked, elsewhere, firm, lab, person  # noqa: F401
from tests.consultations.test_photos import sent as photo

from hashiwatashi.consultations.links import token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(asked):  # noqa: F811
    found = asked()
    mail.outbox.clear()
    return found


@pytest.fixture
def officer(client, lab, person):  # noqa: F811
    found = person(lab)
    client.force_login(found)
    return found


def forms_of(client, address):
    page = client.get(address)
    return {step.verb: step.form for step, _address in page.context["steps"] if step.form}


@pytest.mark.parametrize("told", [{"verb": "answer"}, {"verb": "note", "kind": "call"}])
def test_of_two_equal_forms_one_line_is_stored(client, question, officer, told):
    address = f"/consultations/{question.uid}/"
    key = forms_of(client, address)[told["verb"]]["key"].value()
    sent = {**told, "text": "塩分です", "minutes": "10", "key": key}
    assert [client.post(f"{address}step/{told['verb']}/", sent).status_code for _ in range(2)] == [302, 302]
    assert question.entries.filter(text="塩分です").count() == 1
    assert len(mail.outbox) == (told["verb"] == "answer")


def test_by_the_link_one_line_is_stored(client, question):
    address = f"/consultations/link/{token_of(question)}/"
    sent = {"text": "追加です", "key": forms_of(client, address)["add"]["key"].value()}
    assert [client.post(f"{address}add/", sent).status_code for _ in range(2)] == [302, 302]
    assert question.entries.filter(text="追加です").count() == 1


@pytest.mark.parametrize("verb", ["answer", "note"])
def test_other_words_under_a_used_key_are_not_taken_for_stored(client, question, officer, verb):
    sent = {"text": "一つ目", "minutes": "10", "kind": "call", "key": str(uuid4())}
    address = f"/consultations/{question.uid}/step/{verb}/"
    client.post(address, sent)
    page = client.post(address, {**sent, "text": "二つ目"})
    assert (page.status_code, question.entries.filter(text="二つ目").count()) == (400, 0)
    form = next(step.form for step, _address in page.context["steps"] if step.verb == verb)
    assert (form["text"].value(), form["key"].value() == sent["key"]) == ("二つ目", False)
    client.post(address, {**sent, "text": "二つ目", "key": form["key"].value()})
    assert question.entries.filter(text="二つ目").count() == 1


def test_a_new_form_has_a_new_key(client, question, officer):
    address = f"/consultations/{question.uid}/"
    assert forms_of(client, address)["answer"]["key"].value() != forms_of(client, address)["answer"]["key"].value()


@pytest.mark.parametrize("other", [{"minutes": "20"}, {"kind": "note"}])
def test_another_line_of_the_same_words_is_not_taken_for_stored(client, question, officer, other):
    sent = {"text": "一つ目", "minutes": "10", "kind": "call", "key": str(uuid4())}
    address = f"/consultations/{question.uid}/step/note/"
    assert [client.post(address, {**sent, **more}).status_code for more in ({}, other, {})] == [302, 400, 302]
    assert question.entries.filter(text="一つ目").count() == 1


def test_a_photo_added_to_an_answer_that_is_stored_is_told(client, question, officer):
    told = {"text": "塩分です", "minutes": "10", "key": str(uuid4())}
    address = f"/consultations/{question.uid}/step/answer/"
    sent = [client.post(address, told | more).status_code for more in ({}, {"photos": [photo()]})]
    assert (sent, question.photos.count()) == ([302, 400], 0)
