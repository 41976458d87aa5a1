"""Writing, agreeing and reading on pages; what is published is found everywhere, and withdrawn from everywhere."""

import json
import re

import pytest
from django.core import mail
from django.utils import timezone
from tests.factories import OrganisationFactory, StoryFactory
from tests.stories.conftest import TEXT

from hashiwatashi.consultations import actions as cases
from hashiwatashi.consultations.links import token_of as question_token
from hashiwatashi.duties.models import Field
from hashiwatashi.matching.sync import update_index
from hashiwatashi.people.enums import Role
from hashiwatashi.stories import actions
from hashiwatashi.stories.enums import StoryStage
from hashiwatashi.stories.models import Story
from hashiwatashi.stories.reaching import token_of

pytestmark = pytest.mark.django_db


def text_of(answer):
    is_json = "json" in answer["Content-Type"]
    return json.dumps(answer.json(), ensure_ascii=False) if is_json else answer.content.decode()


def test_from_a_closed_case_to_a_published_story_by_pages_alone(client, case, officer):
    client.force_login(officer)
    assert f"/stories/new/{case.uid}/" in text_of(client.get(f"/consultations/{case.uid}/"))
    form = client.get(f"/stories/new/{case.uid}/").context["form"]
    assert (form.initial["trouble"], form.initial["helped"]) == ("海の近くで使う", "亜鉛めっき")
    client.post(f"/stories/new/{case.uid}/", TEXT)
    story = Story.objects.get()
    client.post(f"/stories/{story.uid}/step/ask/")
    client.logout()
    link = re.search(r"/stories/link/\S+", mail.outbox[-1].body)[0]
    page = client.get(link)
    assert not [text for text in TEXT.values() if text not in text_of(page)]
    assert (page["X-Robots-Tag"], page["Referrer-Policy"]) == ("noindex", "same-origin")
    digest = re.search(r'name="digest" value="(\w+)"', text_of(page))[1]
    client.post(f"{link}agree/", {"digest": digest, "place": "region"})
    assert client.get(f"/stories/{story.uid}/").status_code == 404
    client.force_login(officer)
    client.post(f"/stories/{story.uid}/step/publish/")
    client.logout()
    assert "東北" in text_of(client.get(f"/stories/{story.uid}/"))
    client.post(f"{link}withdraw/")
    assert client.get(f"/stories/{story.uid}/").status_code == 404
    assert Story.objects.get().stage == StoryStage.WITHDRAWN


def test_a_form_says_what_tells_whose_it_is(client, written, officer):
    story = written(done="架空鋳造の鋳物 三郎が022-000-1234で話した")
    client.force_login(officer)
    page = text_of(client.get(f"/stories/{story.uid}/edit/"))
    for word in ("架空鋳造", "鋳物 三郎", "022-000-1234"):
        assert page.count(word) >= 2  # in the field and in the warning
    client.post(f"/stories/{story.uid}/step/ask/")
    assert Story.objects.get().stage == StoryStage.DRAFT


def test_what_is_frozen_is_told_and_not_changed(client, agreed, officer):
    story = agreed()
    client.force_login(officer)
    answer = client.post(f"/stories/{story.uid}/edit/", {**TEXT, "helped": "別のこと", "version": story.version})
    assert answer.status_code == 400
    assert Story.objects.get().helped == TEXT["helped"]


def test_an_outsider_reads_neither_the_case_nor_the_word_of_who_asked(client, published, case):
    story = published()
    Story.objects.filter(pk=story.pk).update(answer="内輪の一言")
    page = text_of(client.get(f"/stories/{story.uid}/"))
    assert TEXT["helped"] in page
    assert not [word for word in (case.number, str(case.uid), "内輪の一言", "架空鋳造") if word in page]


def test_a_published_story_describes_itself_and_one_that_is_not_does_not(client, published, officer):
    story = published()
    found = re.search(
        r'<script type="application/ld\+json">(.*?)</script>', text_of(client.get(f"/stories/{story.uid}/"))
    )
    described = json.loads(found[1])
    assert (described["@type"], described["headline"]) == ("Article", story.title)
    assert TEXT["trouble"] in described["articleBody"]
    actions.revise(story, by=officer)
    client.force_login(officer)
    assert "ld+json" not in text_of(client.get(f"/stories/{story.uid}/"))


def test_the_list_is_narrowed_by_field_prefecture_and_institution(client):
    today = timezone.localdate()
    metal, food = (Field.objects.create(code=f"zz-{code}", name=code, since=today) for code in ("金属材", "食品材"))
    lab = OrganisationFactory()
    wanted = StoryFactory(field=metal, prefecture_id="13", owner=lab)
    StoryFactory(field=food, prefecture_id="13", owner=lab)
    StoryFactory(field=metal, owner=lab)
    StoryFactory(field=metal, prefecture_id="13")
    address = f"/stories/?field={metal.uid}&prefecture=13&institution={lab.uid}"
    assert list(client.get(address).context["rows"]) == [wanted]


def test_what_is_not_published_shows_in_no_choice(client, written):
    written()
    form = client.get("/stories/").context["form"]
    assert [len(form.fields[name].choices) for name in ("field", "institution")] == [1, 1]


@pytest.mark.parametrize("stories", [1, 3])
def test_lists_take_the_same_queries_however_long_they_are(client, lab, officer, django_assert_num_queries, stories):
    for _number in range(stories):
        StoryFactory(owner=lab)
    with django_assert_num_queries(5):
        assert len(client.get("/stories/").context["rows"]) == stories
    client.force_login(officer)
    with django_assert_num_queries(9):
        assert len(client.get("/stories/").context["rows"]) == stories
    with django_assert_num_queries(6):
        assert len(client.get("/stories/ours/").context["page"].object_list) == stories


def test_a_withdrawn_story_is_gone_from_pages_search_and_api(client, build_index, published):
    story = published()
    build_index()
    addresses = ("/stories/", "/?q=ボルト&kind=story", "/api/v1/stories", f"/organisations/{story.owner.uid}/")
    assert [address for address in addresses if story.title not in text_of(client.get(address))] == []
    client.post(f"/stories/link/{token_of(story)}/withdraw/")
    assert not [address for address in addresses if story.title in text_of(client.get(address))]
    update_index()
    assert client.get("/api/v1/match?q=ボルト").json()["facets"]["kind"]["story"] == 0


def test_whoever_asks_the_same_is_shown_how_others_were_helped(client, build_index, published):
    story = published()
    build_index()
    asked = {"kind": "technical", "topic": "ボルトがさびる", "text": "海の近く", "place": "宮城県"}
    page = text_of(client.post("/consultations/new/", {**asked, "contact_mail": "new@example.jp"}))
    assert f"/stories/{story.uid}/" in page


def test_the_page_of_a_question_leads_who_asked_to_the_story(client, case, written, officer):
    story = written()
    actions.ask_consent(story, by=officer)
    assert token_of(story) in text_of(client.get(f"/consultations/link/{question_token(case)}/"))


def test_a_representative_agrees_signed_in(client, case, written, officer, person, firm):
    type(case).objects.filter(pk=case.pk).update(firm=firm)
    story = Story.objects.get(pk=written().pk)
    actions.ask_consent(story, by=officer)
    client.force_login(person(firm, Role.REPRESENTATIVE))
    assert client.get(f"/stories/{story.uid}/").status_code == 200
    client.post(f"/stories/{story.uid}/decide/agree/", {"digest": story.digest, "place": "nothing"})
    assert Story.objects.get().stage == StoryStage.AGREED


def test_an_unknown_step_is_told(client, written, officer):
    story = written()
    client.force_login(officer)
    assert client.post(f"/stories/{story.uid}/step/agree/").status_code == 404
    assert client.post(f"/stories/{story.uid}/decide/publish/").status_code == 404


def test_before_anything_is_written_it_is_told_that_nobody_can_be_asked(client, asked, officer):
    unknown = asked(unknown=True, by=officer, contact_phone="022-000-1234")
    cases.answer(unknown, by=officer, text="答え")
    cases.close(unknown, by=officer)
    client.force_login(officer)
    page = client.get(f"/stories/new/{unknown.uid}/", follow=True)
    assert page.redirect_chain[-1][0] == f"/consultations/{unknown.uid}/"
    assert [message.level_tag for message in page.context["messages"]] == ["error"]


def test_words_that_tell_whose_it_is_are_told_on_saving(client, case, officer):
    client.force_login(officer)
    page = client.post(f"/stories/new/{case.uid}/", {**TEXT, "done": "株式会社架空鋳造で試した"}, follow=True)
    (told,) = page.context["messages"]
    assert (told.level_tag, "架空鋳造" in str(told)) == ("warning", True)
