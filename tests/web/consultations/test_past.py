"""Before an answer is written: like cases of one's own institution, never another's."""

import pytest
from tests.consultations.conftest import asked, elsewhere, lab, person  # noqa: F401
from tests.factories import OrganisationFactory

from hashiwatashi.consultations import actions, handing
from hashiwatashi.consultations.actions import BY_LINK
from hashiwatashi.consultations.enums import EntryKind
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(asked):  # noqa: F811
    """Makes a case that was answered and closed."""

    def make(officer, result="表面処理を変えた", answer="塩水噴霧試験をした", **values):
        question = asked(contact_mail=f"{make.number}@example.jp", **values)
        make.number += 1
        actions.answer(question, by=officer, text=answer)
        actions.close(question, by=officer, result=result)
        return question

    make.number = 0
    return make


def shown(client, question):
    return client.get(f"/consultations/{question.uid}/").context["past"]


def test_the_cases_with_the_same_words_are_shown_with_what_helped(client, lab, person, asked, closed):  # noqa: F811
    officer = person(lab)
    closed(officer, topic="焼き菓子の賞味期限")
    alike = closed(officer, topic="アルミ鋳物の錆")
    answered = closed(officer, topic="鋳物が割れる", result="")
    client.force_login(officer)
    found = shown(client, asked(topic="鋳物のさび"))
    assert [(one.record, one.helped) for one in found] == [
        (alike, "表面処理を変えた"),
        (answered, "塩水噴霧試験をした"),
    ]
    assert found[0].words == ("さび", "鋳物")


def test_five_at_most_by_as_many_queries_as_one(client, lab, person, asked, closed, django_assert_num_queries):  # noqa: F811
    officer, question = person(lab), asked(topic="鋳物のさび")
    client.force_login(officer)
    for number in (1, 6):
        for _number in range(number):
            closed(officer, topic=f"鋳物の錆 {closed.number}")
        shown(client, question)
        with django_assert_num_queries(19):
            assert len(shown(client, question)) == min(5, number)


def test_another_institutions_cases_and_words_are_never_shown(client, lab, elsewhere, person, asked, closed):  # noqa: F811
    officer, other = person(lab), person(elsewhere)
    closed(other, topic="鋳物の錆", holder=elsewhere)
    handed = asked(topic="鋳物の錆", contact_firm="")
    handoff = handing.offer(handed, elsewhere, by=officer, reason="専門")
    handing.consent(handoff, by=BY_LINK)
    handing.accept(handoff, by=other)
    handed.refresh_from_db()
    actions.answer(handed, by=other, text="他機関の答え")
    actions.close(handed, by=other, result="他機関の結果")
    client.force_login(officer)
    assert shown(client, asked(topic="鋳物の錆")) == []


def test_notes_among_colleagues_are_no_answer_and_open_cases_no_past(client, lab, person, asked, closed):  # noqa: F811
    officer = person(lab)
    client.force_login(officer)
    asked(topic="鋳物の錆", contact_mail="x@example.jp")
    case = asked(topic="鋳物の錆", contact_mail="y@example.jp")
    actions.answer(case, by=officer, text="答え")
    actions.write(case, by=officer, kind=EntryKind.NOTE, text="内輪の話")
    actions.close(case, by=officer)
    assert [one.helped for one in shown(client, asked(topic="鋳物の錆"))] == ["答え"]


def test_who_asked_and_who_is_not_on_the_staff_see_none(client, lab, firm_member, person, asked, closed):  # noqa: F811
    closed(person(lab), topic="鋳物の錆")
    own = asked(by=firm_member, asker=firm_member, topic="鋳物の錆")
    for account in (firm_member, person(lab, Role.PLANNER)):
        client.force_login(account)
        assert shown(client, own) == []
    assert b'id="past"' not in client.get(f"/consultations/{own.uid}/").content


def test_of_cases_with_the_same_words_the_last_is_shown(client, lab, person, asked, closed):  # noqa: F811
    officer = person(lab)
    last = [closed(officer, topic="鋳物の錆") for _number in range(3)][-1]
    client.force_login(officer)
    assert [one.record for one in shown(client, asked(topic="鋳物のさび"))] == [last]


@pytest.fixture
def firm_member(person):  # noqa: F811
    return person(OrganisationFactory(kind="firm"), Role.REPRESENTATIVE)
