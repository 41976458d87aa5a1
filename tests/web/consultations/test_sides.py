"""A firm's people ask, whatever their role there is called; a municipality's ask and answer."""

import pytest
from tests.consultations.conftest import asked, elsewhere, firm, lab, person  # noqa: F401
from tests.factories import MembershipFactory, OrganisationFactory

from hashiwatashi.common.errors import Conflict
from hashiwatashi.consultations.actions import check_can_hold, staff_of
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db
OF_THOSE_WHO_ANSWER = ("note/", "texts/", "texts/new/", "figures/")


def tabs(client, account):
    client.force_login(account)
    return {tab.name: tab.number for tab in client.get("/consultations/").context["tabs"]}


@pytest.mark.parametrize("role", [Role.REPRESENTATIVE, Role.CLERK, Role.ADMINISTRATOR, Role.RESEARCHER])
def test_what_a_colleague_asked_stands_among_what_the_firm_asked(client, asked, firm, person, role):  # noqa: F811
    colleague = person(firm, Role.REPRESENTATIVE)
    asked(by=colleague, asker=colleague, firm=firm)
    assert tabs(client, person(firm, role)) == {"asked": 1}


def test_the_first_member_of_a_firm_asks(client, asked, firm, person):  # noqa: F811
    first = person(firm, Role.REPRESENTATIVE)
    MembershipFactory(account=first, organisation=firm, role=Role.ADMINISTRATOR)
    asked(firm=firm)
    assert tabs(client, first) == {"asked": 1}


@pytest.mark.parametrize("role", [Role.CLERK, Role.ADMINISTRATOR])
def test_the_pages_of_those_who_answer_are_not_a_firms(client, firm, person, role):  # noqa: F811
    client.force_login(person(firm, role))
    pages = [f"/consultations/{end}" for end in OF_THOSE_WHO_ANSWER] + ["/past/", "/stories/ours/"]
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 403)


def test_nobody_of_a_firm_answers_for_it(firm, person):  # noqa: F811
    person(firm, Role.ADMINISTRATOR)
    assert staff_of(firm) == []
    with pytest.raises(Conflict):
        check_can_hold(firm)


def test_a_municipality_has_the_tabs_of_both_sides(client, asked):  # noqa: F811
    town = OrganisationFactory(kind="municipality", name="架空町")
    officer = MembershipFactory(organisation=town, role=Role.OFFICER).account
    asked(firm=town)
    asked(holder=town)
    assert tabs(client, officer) == {
        "mine": 0,
        "free": 1,
        "offered": 0,
        "open": 1,
        "closed": 0,
        "handed_on": 0,
        "asked": 1,
    }


def test_of_two_memberships_the_one_that_answers_is_chosen(client, firm, lab, person):  # noqa: F811
    both = person(firm, Role.ADMINISTRATOR)
    MembershipFactory(account=both, organisation=lab, role=Role.RESEARCHER)
    client.force_login(both)
    page = client.get("/consultations/note/")
    assert [name for _uid, name in page.context["owner_form"].fields["owner"].choices] == [lab.name]
