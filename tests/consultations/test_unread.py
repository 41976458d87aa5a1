"""Who has left is told of no consultation that she can open no more; what she can still open stays unread."""

import datetime

import pytest
from tests.factories import MembershipFactory

from hashiwatashi.commands.serve import tick
from hashiwatashi.consultations.actions import take
from hashiwatashi.consultations.handing import cancel, offer
from hashiwatashi.joining import members
from hashiwatashi.notices.models import Notice
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Account, Membership

pytestmark = pytest.mark.django_db
TODAY = datetime.date.today()


def unread(account):
    return list(Notice.objects.visible_to(account).unread().order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def team(lab):
    """Who looks after the members, and who goes."""
    since = TODAY - datetime.timedelta(days=30)
    roles = (Role.ADMINISTRATOR, Role.COORDINATOR)
    return [MembershipFactory(organisation=lab, role=role, since=since).account for role in roles]


def test_who_left_is_told_of_no_case_of_the_institution_any_more(client, asked, team, elsewhere):
    by, leaving = team
    there = MembershipFactory(account=leaving, organisation=elsewhere, role=Role.CLERK)
    here, still = asked(), asked(holder=elsewhere)
    take(here, by=Account.objects.get(pk=leaving.pk))
    assert unread(leaving) == ["consultation_came"] * 2
    members.end(Membership.objects.get(account=leaving, organisation=here.holder), on=TODAY, by=by)
    client.force_login(leaving)
    assert [one.notice.about for one in client.get("/notices/").context["rows"]][-1:] == [still.uid]
    tick()
    assert unread(leaving) == ["consultation_came", "role_ended"]
    assert here.number not in client.get("/notices/").content.decode()
    assert unread(by).count("consultation_came") == 1
    members.end(there, on=TODAY + datetime.timedelta(days=1), by=by)
    tick()
    assert "consultation_came" in unread(leaving)


def test_why_a_case_is_offered_no_more_is_still_told(client, asked, team, elsewhere, person):
    receiver, case = person(elsewhere, Role.CLERK), asked(unknown=True)
    MembershipFactory(account=receiver, since=TODAY - datetime.timedelta(days=9), until=TODAY)
    take(case, by=team[1])
    cancel(offer(case, elsewhere, by=team[1], reason="測れません"), by=team[1])
    tick()
    assert unread(receiver) == ["consultation_offered", "consultation_unoffered"]
    client.force_login(receiver)
    assert len(client.get("/notices/").context["rows"]) == 2
