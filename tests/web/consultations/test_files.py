"""The pages of a firm's file: its people give and withdraw consent, and see who has read what."""

import datetime

import pytest
from django.utils import timezone
from tests.consultations.conftest import asked, elsewhere, firm, lab, person  # noqa: F401

from hashiwatashi.consultations import actions
from hashiwatashi.consultations.consents import FileConsent, FileReading
from hashiwatashi.consultations.enums import EntryKind
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db
CONSENTS = "/consultations/consents/"


@pytest.fixture
def owner(firm, person):  # noqa: F811
    return person(firm, Role.REPRESENTATIVE)


@pytest.fixture
def elsewheres(firm, elsewhere, person, asked):  # noqa: F811
    """A question of the firm that another institution holds, with a note among colleagues."""
    question = asked(holder=elsewhere, firm=firm, topic="zqtopiczq", text="zqtextzq")
    officer = person(elsewhere)
    actions.write(question, by=officer, kind=EntryKind.NOTE, text="zqnotezq")
    actions.answer(question, by=officer, text="zqanswerzq")
    return question


def text_of(response):
    return response.content.decode()


def consent(client, firm, institution, days=30):  # noqa: F811
    day = timezone.localdate() + datetime.timedelta(days=days)
    told = {"owner": str(firm.uid), "institution": institution.name, "last_day": day.isoformat()}
    return client.post(CONSENTS, told, follow=True)


def test_a_firm_consents_is_read_sees_it_and_withdraws(client, firm, lab, owner, person, elsewheres):  # noqa: F811
    officer, file = person(lab), f"/consultations/firms/{firm.uid}/"
    client.force_login(officer)
    assert "zqtopiczq" not in text_of(client.get(file))
    client.force_login(owner)
    assert lab.name in text_of(consent(client, firm, lab))
    client.force_login(officer)
    page = text_of(client.get(file))
    assert all(word in page for word in ("zqtopiczq", "zqtextzq", "zqanswerzq"))
    assert "zqnotezq" not in page
    assert client.get(f"/consultations/{elsewheres.uid}/").status_code == 404
    client.force_login(owner)
    seen = text_of(client.get(CONSENTS))
    assert str(officer) in seen
    assert elsewheres.number in seen
    client.post(f"{CONSENTS}{FileConsent.objects.get().uid}/withdraw/")
    client.force_login(officer)
    assert "zqtopiczq" not in text_of(client.get(file))
    assert FileReading.objects.count() == 1
    client.force_login(owner)
    assert str(officer) in text_of(client.get(CONSENTS))


def test_of_those_who_may_not_nobody_gets_in(client, firm, lab, owner, person, elsewheres):  # noqa: F811
    client.force_login(owner)
    consent(client, firm, lab)
    given = FileConsent.objects.get()
    for account, page, file, withdrawal in (
        (person(lab, Role.PLANNER), 403, 403, 403),
        (person(firm, Role.CLERK), 200, 403, None),
        (owner, 200, 403, None),
        (person(elsewheres.holder, Role.RESEARCHER), 403, 200, 404),
    ):
        client.force_login(account)
        assert client.get(CONSENTS).status_code == page
        assert client.get(f"/consultations/firms/{firm.uid}/").status_code == file
        if withdrawal:
            assert client.post(f"{CONSENTS}{given.uid}/withdraw/").status_code == withdrawal
    assert FileConsent.objects.get().withdrawn_at is None
    client.force_login(person(firm, Role.CLERK))
    assert consent(client, firm, lab).status_code == 403


def test_what_cannot_be_is_told_at_the_form(client, firm, lab, owner):  # noqa: F811
    client.force_login(owner)
    assert consent(client, firm, firm).status_code == 400
    assert consent(client, firm, lab, days=-1).status_code == 400
    assert consent(client, firm, lab).status_code == 200
    assert consent(client, firm, lab).status_code == 400
    assert FileConsent.objects.count() == 1


@pytest.mark.parametrize("number", [1, 3])
def test_the_log_costs_the_same_queries(client, firm, lab, owner, person, django_assert_num_queries, number):  # noqa: F811
    client.force_login(owner)
    consent(client, firm, lab)
    given = FileConsent.objects.get()
    for _number in range(number):
        FileReading.objects.create(consent=given, reader=person(lab), numbers=["C-000001-1"])
    client.get(CONSENTS)
    with django_assert_num_queries(7):
        client.get(CONSENTS)


def test_no_firm_of_that_number_is_not_found(client, lab, person):  # noqa: F811
    client.force_login(person(lab))
    assert client.get(f"/consultations/firms/{lab.uid}/").status_code == 404
