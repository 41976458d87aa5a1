"""Invitations: used once, in time, by the address they were sent to."""

import datetime
import re

import pytest
import time_machine
from django.core import mail
from tests.joining.conftest import account, again, told

from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.errors import Conflict, InvalidInput, NotAllowed, TooMany
from hashiwatashi.joining import invitations
from hashiwatashi.joining.models import Invitation
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db


def invited(lab, email="new@example.jp", **more):
    return invitations.invite(lab.place, email=email, by=lab.administrator, **{"role": Role.CLERK, **more})


def code_mailed():
    return re.search(r"/invitations/([\w-]+)/", mail.outbox[-1].body)[1]


def test_whoever_is_invited_is_let_in_once(lab):
    invited(lab)
    newcomer = account("new@example.jp")
    found = invitations.invitation_behind(code_mailed())
    invitations.accept(found, by=newcomer)
    assert [m.role for m in again(newcomer).current_memberships] == ["clerk"]
    assert told(lab.administrator) == ["members_changed"]
    with pytest.raises(Conflict, match="使われ"):
        invitations.accept(found, by=newcomer)


def test_the_trail_tells_nothing_of_the_code(lab):
    found = invited(lab)
    line = AuditEvent.objects.get(subject_uid=found.uid)
    assert line.data["after"]["email"] == "new@example.jp"
    assert found.code_digest not in str(line.data)


def test_the_mail_is_the_same_whether_the_address_has_an_account(lab):
    account("has@example.jp")
    for email in ("has@example.jp", "has-not@example.jp"):
        invited(lab, email)
    first, second = (re.sub(r"invitations/[\w-]+/", "", one.body) for one in mail.outbox)
    assert first == second


def test_a_forwarded_invitation_lets_nobody_in(lab):
    found = invited(lab)
    with pytest.raises(Conflict, match="別のメールアドレス"):
        invitations.accept(found, by=account("other@example.jp"))


def test_an_address_that_is_not_confirmed_is_none(lab):
    found, newcomer = invited(lab), account("new@example.jp")
    newcomer.emailaddress_set.update(verified=False)
    with pytest.raises(Conflict):
        invitations.accept(found, by=newcomer)


def test_an_invitation_holds_for_two_weeks_to_the_day(lab):
    found, newcomer = invited(lab), account("new@example.jp")
    now = datetime.datetime.now(datetime.UTC)
    with time_machine.travel(now + datetime.timedelta(days=15)), pytest.raises(Conflict, match="期限"):
        invitations.accept(found, by=newcomer)
    with time_machine.travel(now + datetime.timedelta(days=14)):
        invitations.accept(found, by=newcomer)


def test_after_its_day_the_same_address_can_be_invited_again(lab):
    invited(lab)
    with pytest.raises(Conflict, match="招待"):
        invited(lab, "New@example.jp")
    with time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=15)):
        invited(lab, "New@example.jp")


def test_a_withdrawn_invitation_is_of_no_use(lab):
    found, newcomer = invited(lab), account("new@example.jp")
    with pytest.raises(NotAllowed):
        invitations.withdraw_invitation(found, by=newcomer)
    invitations.withdraw_invitation(found, by=lab.administrator)
    with pytest.raises(Conflict, match="取り消"):
        invitations.accept(found, by=newcomer)


def test_a_role_that_begins_later_begins_then_and_one_whose_time_is_over_does_not(lab):
    today = datetime.date.today()
    newcomer = account("new@example.jp")
    found = invited(lab, since=today + datetime.timedelta(days=7), until=today + datetime.timedelta(days=9))
    membership = invitations.accept(found, by=newcomer)
    assert (membership.since, membership.until) == (found.since, found.until)
    assert again(newcomer).current_memberships == ()


@pytest.mark.parametrize("days", [0, -1])
def test_a_role_that_ends_before_it_begins_is_refused(lab, days):
    today = datetime.date.today()
    with pytest.raises(InvalidInput):
        invited(lab, until=today + datetime.timedelta(days=days))
    assert not mail.outbox


def test_a_role_that_the_organisation_cannot_give_is_refused(lab):
    with pytest.raises(InvalidInput):
        invited(lab, role=Role.OFFICER)


def test_an_organisation_has_at_most_so_many_invitations_open(lab):
    for number in range(invitations.MOST_OPEN):
        invited(lab, f"new{number}@example.jp")
    with pytest.raises(TooMany):
        invited(lab, "one-more@example.jp")
    assert len(mail.outbox) == invitations.MOST_OPEN


def test_a_code_of_none_finds_none(lab):
    invited(lab)
    assert invitations.invitation_behind("x") is None
    assert Invitation.objects.visible_to(lab.researcher.account).count() == 0
    assert Invitation.objects.visible_to(lab.administrator).count() == 1


def test_nobody_is_flooded_with_invitations(lab):
    for _number in range(5):
        invitations.withdraw_invitation(invited(lab, email="victim@example.jp"), by=lab.administrator)
    with pytest.raises(TooMany):
        invited(lab, email="VICTIM@example.jp")
    assert len(mail.outbox) == 5
