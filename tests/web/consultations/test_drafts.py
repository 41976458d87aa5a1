"""What is written is kept before it is sent: for its writer alone, once, until it is sent, deleted or too old."""

import datetime
from uuid import uuid4

import pytest
from django.utils import timezone
from tests.consultations.conftest import asked, firm, lab, person  # noqa: F401
from tests.duties.test_who import declared
from tests.web.consultations.test_pages import QUESTION, text_of

from hashiwatashi.commands.serve import tick
from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.errors import Conflict, InvalidInput
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.people.enums import Role
from hashiwatashi.writing.drafts import MOST, forget_drafts, keep_draft
from hashiwatashi.writing.models import QuestionDraft

pytestmark = pytest.mark.django_db
ADDRESS = "/consultations/new/"


@pytest.fixture
def owner(person, firm):  # noqa: F811
    return person(firm, Role.REPRESENTATIVE)


@pytest.fixture
def signed_in(client, owner):
    client.force_login(owner)
    return client


def keep(client, told=QUESTION, **more):
    return client.post(ADDRESS, {**told, "draft": "1", **more}, follow=True)


def test_the_button_keeps_it_and_the_form_opens_with_it(signed_in):
    page = keep(signed_in, form_key=str(uuid4()), topic="書きかけ", place="", contact_mail="")
    draft = QuestionDraft.objects.get()
    assert page.redirect_chain == [(f"{ADDRESS}?draft={draft.uid}", 302)]
    for name in ("topic", "text"):
        assert page.context["form"][name].value() == draft.told[name]
    assert page.context["form"]["form_key"].value() == str(draft.uid)
    assert page.context["form"]["place"].value() is None
    listed = text_of(signed_in.get("/consultations/?view=asked"))
    assert (f"?draft={draft.uid}" in listed, "書きかけ" in listed) == (True, True)


def test_one_form_keeps_one_draft(signed_in):
    key = str(uuid4())
    for topic in ("一", "二"):
        keep(signed_in, form_key=key, topic=topic)
    assert [draft.topic for draft in QuestionDraft.objects.all()] == ["二"]


def test_the_script_is_answered_with_the_time_and_with_what_is_wrong(signed_in):
    kept = signed_in.post(ADDRESS, {**QUESTION, "draft": "1"}, headers={"accept": "application/json"})
    assert (kept.status_code, list(kept.json())) == (200, ["time"])
    empty = signed_in.post(ADDRESS, {"draft": "1"}, headers={"accept": "application/json"})
    assert (empty.status_code, list(empty.json())) == (400, ["problem"])


def test_whoever_walks_away_before_sending_finds_it_again(signed_in, lab):  # noqa: F811
    key = str(uuid4())
    signed_in.post(ADDRESS, {**QUESTION, "form_key": key, "place": "架空の国"})
    assert QuestionDraft.objects.get().told["text"] == QUESTION["text"]
    declared(prefectures=("04",), owner=lab)
    signed_in.post(ADDRESS, {**QUESTION, "form_key": key, "holder": str(lab.uid)})
    assert (Consultation.objects.count(), QuestionDraft.objects.count()) == (1, 0)


def test_a_visitor_without_account_leaves_none(client):
    assert keep(client).status_code == 403
    client.post(ADDRESS, QUESTION)
    assert QuestionDraft.objects.count() == 0


def test_nobody_else_reads_or_deletes_it(signed_in, client, owner, person, firm):  # noqa: F811
    draft = keep_draft({"topic": "秘密の件"}, by=owner)
    client.force_login(person(firm, Role.REPRESENTATIVE))
    for address in (f"{ADDRESS}?draft={draft.uid}", "/consultations/?view=asked"):
        assert "秘密の件" not in text_of(client.get(address))
    assert client.post(f"/consultations/drafts/{draft.uid}/delete/").status_code == 404
    keep(client, form_key=str(draft.uid), topic="別人の件")
    draft.refresh_from_db()
    assert (draft.topic, QuestionDraft.objects.count()) == ("秘密の件", 2)


def test_its_writer_deletes_it_without_a_line_in_the_trail(signed_in, owner):
    draft, lines = keep_draft({"topic": "やめた"}, by=owner), AuditEvent.objects.count()
    assert signed_in.post(f"/consultations/drafts/{draft.uid}/delete/").status_code == 302
    assert (QuestionDraft.objects.count(), AuditEvent.objects.count()) == (0, lines)


def test_it_is_forgotten_after_thirty_days(owner):
    old, new = (keep_draft({"topic": topic}, by=owner) for topic in ("古い", "新しい"))
    QuestionDraft.objects.filter(pk=old.pk).update(updated_at=timezone.now() - datetime.timedelta(days=31))
    QuestionDraft.objects.filter(pk=new.pk).update(updated_at=timezone.now() - datetime.timedelta(days=29))
    tick()
    assert list(QuestionDraft.objects.all()) == [new]
    assert forget_drafts(now=timezone.now() + datetime.timedelta(days=2)) == 1


def test_drafts_have_bounds(owner):
    for wrong in ({"topic": " "}, {"topic": "x", "text": "x" * 10_001}):
        with pytest.raises(InvalidInput):
            keep_draft(wrong, by=owner)
    for number in range(MOST):
        keep_draft({"topic": str(number)}, by=owner)
    with pytest.raises(Conflict):
        keep_draft({"topic": "一つ多い"}, by=owner)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_equally_often(signed_in, owner, django_assert_num_queries, rows):
    for number in range(rows):
        keep_draft({"topic": f"書きかけ{number}"}, by=owner)
    with django_assert_num_queries(8):
        signed_in.get("/consultations/?view=asked")
