"""マイページ: the cases that an officer answers next, and what waits for whoever asked."""

import pytest
from tests.consultations.conftest import _english, asked, elsewhere, firm, lab, person  # noqa: F401
from tests.stories.conftest import TEXT

from hashiwatashi.consultations import actions, handing
from hashiwatashi.people.enums import Role
from hashiwatashi.plans.actions import agree, begin
from hashiwatashi.plans.content import Content
from hashiwatashi.stories import actions as telling

pytestmark = pytest.mark.django_db


def text_of(client):
    return client.get("/mypage/").content.decode()


def test_an_officer_sees_the_own_cases_by_the_day_they_are_due(client, asked, lab, person):  # noqa: F811
    officer = person(lab)
    for days, topic in ((9, "あとの件"), (1, "先の件"), (5, "中の件")):
        actions.take(asked(days=days, topic=topic, contact_mail=f"{days}@example.jp"), by=officer)
    actions.take(asked(topic="同僚の件", contact_mail="c@example.jp"), by=person(lab))
    client.force_login(officer)
    found = client.get("/mypage/").context["questions_due"]
    assert [one.record.topic for one in found] == ["先の件", "中の件", "あとの件"]
    text = text_of(client)
    assert 'id="due"' in text
    assert "同僚の件" not in text


@pytest.mark.parametrize("number", [1, 6])
def test_five_at_most_by_the_same_queries(client, asked, lab, person, number, django_assert_num_queries):  # noqa: F811
    officer = person(lab)
    for count in range(number):
        actions.take(asked(contact_mail=f"{count}@example.jp"), by=officer)
    client.force_login(officer)
    with django_assert_num_queries(38):
        found = client.get("/mypage/").context["questions_due"]
    assert len(found) == min(number, 5)


def test_a_firm_sees_its_open_questions_and_what_it_must_decide(client, asked, lab, elsewhere, firm, person):  # noqa: F811
    officer, owner = person(lab), person(firm, Role.REPRESENTATIVE)
    handed = asked(firm=firm, topic="引き継ぐ件")
    handing.offer(handed, elsewhere, by=officer, reason="装置がこちらにない")
    closed = asked(firm=firm, topic="終わった件", contact_mail="b@example.jp")
    actions.answer(closed, by=officer, text="塗装")
    actions.close(closed, by=officer, result="塗装")
    story = telling.write_story(closed, by=officer, **TEXT)
    telling.ask_consent(story, by=officer)
    plan = begin(by=officer, firm=firm, institution=lab, content=Content("さびない部品"))
    client.force_login(owner)
    context = client.get("/mypage/").context
    assert [one.record for one in context["questions_asked"]] == [handed]
    places = [one.href for one in context["waiting"]]
    for uid in (f"/consultations/{handed.uid}/", f"/stories/{story.uid}/", f"/plans/{plan.uid}/"):
        assert any(uid in place for place in places), uid
    assert f"/consultations/{closed.uid}/" in places
    actions.judge(closed, by=owner, usefulness="yes")
    agree(plan, by=owner, side=firm, number=plan.latest)
    left = [one.href for one in client.get("/mypage/").context["waiting"]]
    assert f"/consultations/{closed.uid}/" not in left
    assert not any("/plans/" in place for place in left)


def test_another_firm_sees_nothing_of_it(client, asked, lab, elsewhere, firm, person):  # noqa: F811
    handing.offer(asked(firm=firm, topic="引き継ぐ件"), elsewhere, by=person(lab), reason="装置")
    client.force_login(person(lab, Role.PLANNER))
    assert "引き継ぐ件" not in text_of(client)
