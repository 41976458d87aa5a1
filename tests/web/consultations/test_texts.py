# ruff: noqa: F811 the fixtures are those of the domain
"""Texts that an institution keeps ready: kept by those who answer, put into an answer filled in for the question."""

import pytest
from django.conf import settings
from django.utils import timezone
from tests.consultations.conftest import asked, elsewhere, firm, lab, person  # noqa: F401
from tests.web.consultations.test_pages import text_of

from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.common.errors import Conflict, InvalidInput
from hashiwatashi.consultations.models import Entry
from hashiwatashi.people.enums import Role
from hashiwatashi.web.formats import day
from hashiwatashi.writing.models import ReadyText
from hashiwatashi.writing.texts import MOST, add_text, archive_text, filled, restore_text

pytestmark = pytest.mark.django_db
BY = SystemActor("test")
ADDRESS = "/consultations/texts/"


@pytest.fixture
def researcher(lab, person):
    return person(lab)


@pytest.fixture
def staff(client, researcher):
    client.force_login(researcher)
    return client


@pytest.fixture
def thanks(lab):
    return add_text(by=BY, owner=lab, name="お礼", text="{相談者} 様\n{number}「{subject}」の件、{date} {answerer}")


def insert(client, question, ready, verb="answer", **typed):
    told = {"insert": "1", "ready": str(ready.uid), "minutes": "25", **typed}
    return client.post(f"/consultations/{question.uid}/step/{verb}/", told)


def form_in(page, verb="answer"):
    return next(step.form for step, _address in page.context["steps"] if step.verb == verb)


def test_a_text_is_made_changed_archived_and_taken_up_again(staff, lab):
    staff.post(f"{ADDRESS}new/", {"owner": str(lab.uid), "name": "到着", "text": "試料が届きました。"})
    text = ReadyText.objects.get()
    staff.post(f"{ADDRESS}{text.uid}/", {"name": "到着", "text": "試料を受け取りました。", "version": 1})
    for sent in ({}, {"restore": "1"}):
        staff.post(f"{ADDRESS}{text.uid}/archive/", sent)
    text.refresh_from_db()
    assert (text.text, text.archived_at) == ("試料を受け取りました。", None)
    events = AuditEvent.objects.filter(event__startswith="writing.").order_by("pk").values_list("event", flat=True)
    assert list(events) == [f"writing.text_{verb}" for verb in ("added", "changed", "archived", "restored")]


def test_it_is_put_into_the_answer_filled_in_and_nothing_is_sent(staff, asked, thanks, researcher):
    question = asked(topic="{date}のさび")
    page = insert(staff, question, thanks, text="まず結論です。")
    written = form_in(page).initial["text"]
    today, name = day(timezone.localdate()), researcher.display_name or str(researcher)
    assert written == f"まず結論です。\n\n架空鋳造 様\n{question.number}「{{date}}のさび」の件、{today} {name}"
    assert (page.status_code, form_in(page).initial["minutes"], form_in(page).errors) == (200, "25", {})
    assert not Entry.objects.filter(kind="answer").exists()
    note = insert(staff, question, thanks, verb="note", kind="visit")
    assert (form_in(note, "note").initial["kind"], "様" in form_in(note, "note").initial["text"]) == ("visit", True)


def test_who_asks_without_a_name_is_called_so(staff, asked, thanks):
    page = insert(staff, asked(unknown=True), thanks)
    assert form_in(page).initial["text"].startswith("ご相談者 様")


def test_texts_of_others_and_archived_ones_are_not_inserted(staff, asked, elsewhere, lab, thanks):
    foreign = add_text(by=BY, owner=elsewhere, name="よそ", text="よその文")
    archive_text(thanks, by=BY)
    question = asked()
    for one in (foreign, thanks):
        assert form_in(insert(staff, question, one, text="打った文")).initial["text"] == "打った文"
    assert "よそ" not in text_of(staff.get(ADDRESS))


@pytest.mark.parametrize("role", [Role.PLANNER, None])
def test_others_neither_read_nor_change_them(client, lab, elsewhere, person, thanks, role):
    client.force_login(person(lab, role) if role else person(elsewhere))
    assert "お礼" not in text_of(client.get(ADDRESS))
    for address in (f"{ADDRESS}{thanks.uid}/", f"{ADDRESS}{thanks.uid}/archive/"):
        sent = {"name": "x", "text": "y", "version": 1}
        assert client.post(address, sent).status_code == (403 if role else 404)
    thanks.refresh_from_db()
    assert (thanks.name, thanks.archived_at) == ("お礼", None)


def test_what_cannot_be_kept_is_told(staff, lab, thanks):
    for name, text in (("お礼", "同じ名前"), ("別", "{会社名}様"), ("", "x"), ("長い", "x" * 5001)):
        refused = staff.post(f"{ADDRESS}new/", {"owner": str(lab.uid), "name": name, "text": text})
        assert (refused.status_code, ReadyText.objects.count()) == (400, 1)
    archive_text(thanks, by=BY)
    add_text(by=BY, owner=lab, name="お礼", text="新しい")
    with pytest.raises(InvalidInput):
        restore_text(thanks, by=BY)
    for number in range(MOST - 1):
        add_text(by=BY, owner=lab, name=str(number), text="x")
    with pytest.raises(Conflict):
        add_text(by=BY, owner=lab, name="一つ多い", text="x")


def test_two_who_change_one_see_both(staff, thanks):
    staff.post(f"{ADDRESS}{thanks.uid}/", {"name": "お礼", "text": "先", "version": 1})
    assert staff.post(f"{ADDRESS}{thanks.uid}/", {"name": "お礼", "text": "後", "version": 1}).status_code == 409


def test_only_known_places_are_filled():
    assert filled("{ 番号 } {x} {{number}} {", {"number": "C-1"}) == "C-1 {x} {C-1} {"


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_ask_equally_often(staff, lab, asked, django_assert_num_queries, rows):
    for number in range(rows):
        add_text(by=BY, owner=lab, name=str(number), text="文")
    question = asked()
    with django_assert_num_queries(5):
        staff.get(ADDRESS)
    with django_assert_num_queries(18):
        staff.get(f"/consultations/{question.uid}/")


@pytest.mark.parametrize(("language", "told", "untold"), [("ja", "{番号}", "{number}"), ("en", "{number}", "{番号}")])
def test_what_may_stand_in_braces_is_told_in_the_readers_language(staff, lab, language, told, untold):
    sent = {"owner": str(lab.uid), "name": "受付", "text": "{未知}"}
    staff.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = staff.post("/consultations/texts/new/", sent).content.decode()
    assert (told in page, untold in page.partition('role="alert"')[2].partition("</ul>")[0]) == (True, False)
