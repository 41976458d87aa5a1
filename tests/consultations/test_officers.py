"""Another person in charge: a dated line that everybody who reads the case sees, and one notice and mail."""

import datetime

import pytest
from django.core import mail
from tests.factories import MembershipFactory
from tests.joining.conftest import told

from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.consultations.actions import answer, assign, close, reopen, take
from hashiwatashi.consultations.models import Consultation, OfficerChange
from hashiwatashi.consultations.passing import release_left
from hashiwatashi.holders.actions import hand_over, undo_handover
from hashiwatashi.joining import members
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Account, Membership

pytestmark = pytest.mark.django_db
TODAY = datetime.date.today()


def member(place, name, role=Role.COORDINATOR):
    since = TODAY - datetime.timedelta(days=30)
    made = MembershipFactory(organisation=place, role=role, since=since).account
    Account.objects.filter(pk=made.pk).update(display_name=name)
    return Account.objects.get(pk=made.pk)


@pytest.fixture
def people(lab):
    """Who looks after the members, who goes, and who comes."""
    return member(lab, "架空 所長", Role.ADMINISTRATOR), member(lab, "架空 前任"), member(lab, "架空 後任")


@pytest.fixture
def mailed(mailoutbox, django_capture_on_commit_callbacks):
    """The titles of the mails that a step sends."""

    def titles(step):
        before = len(mail.outbox)
        with django_capture_on_commit_callbacks(execute=True):
            step()
        return [one.subject for one in mail.outbox[before:]]

    return titles


def changes():
    return list(OfficerChange.objects.values_list("before__display_name", "after__display_name"))


def again(case):
    return Consultation.objects.get(pk=case.pk)


def test_the_first_in_charge_is_no_change(asked, people, mailed):
    case = asked()
    assert mailed(lambda: assign(case, people[1], by=people[0])) == []
    assert mailed(lambda: assign(again(case), people[1], by=people[0])) == []
    assert changes() == []


def test_assigned_to_another_whoever_asked_is_told_once(asked, firm, people, mailed):
    asker = MembershipFactory(organisation=firm).account
    case = asked(asker=asker, firm=firm)
    take(case, by=people[1])
    titles = mailed(lambda: assign(again(case), people[2], by=people[0]))
    assert [case.number in title for title in titles] == [True]
    assert told(asker) == ["consultation_officer"]
    assert changes() == [("架空 前任", "架空 後任")]
    assert "架空" not in mail.outbox[-1].body


def test_handed_over_and_taken_back_both_are_told(asked, lab, people, mailed):
    case = asked()
    take(case, by=people[1])
    values = {"organisation": lab, "giver": people[1], "receiver": people[2], "by": people[0], "on": TODAY}
    made = []
    assert len(mailed(lambda: made.append(hand_over(**values)))) == 1
    assert len(mailed(lambda: undo_handover(made[0], by=people[0]))) == 1
    assert changes() == [("架空 前任", "架空 後任"), ("架空 後任", "架空 前任")]


@pytest.mark.parametrize("replied", [False, True])
def test_somebody_who_left_and_whoever_takes_it_then(client, asked, people, mailed, replied):
    case = asked(days=9)
    (answer(case, by=people[1], text="塩分です") if replied else take(case, by=people[1]))
    members.end(Membership.objects.get(account=people[1]), on=TODAY, by=people[0])
    titles = mailed(lambda: release_left(day=TODAY, by=SystemActor("tick")))
    assert [title.endswith(f"being decided anew ({case.number})") for title in titles] == [True]
    client.force_login(people[0])
    page = client.get(f"/consultations/{case.uid}/").content.decode()
    assert "担当者は未定です" not in page
    assert "担当者（架空 前任）の異動により" in page
    step = (lambda: answer(again(case), by=people[2], text="錆です")) if replied else None
    mailed(step or (lambda: take(again(case), by=people[2])))
    assert changes() == [("架空 前任", None), (None, "架空 後任")]


def test_without_a_mail_server_it_has_changed_all_the_same(asked, people, mailed, settings):
    case = asked()
    take(case, by=people[1])
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 1
    assert mailed(lambda: assign(again(case), people[2], by=people[0])) == []
    assert (again(case).officer, changes()) == (people[2], [("架空 前任", "架空 後任")])


def test_reopened_with_another_in_charge_is_a_beginning(asked, people):
    case = asked()
    answer(case, by=people[1], text="塩分です")
    close(case, by=people[1])
    reopen(case, by=people[0], days=3)
    take(case, by=people[2])
    assert changes() == []


def test_whoever_asked_reads_it_without_names_and_colleagues_with_them(client, asked, firm, people):
    asker = MembershipFactory(organisation=firm).account
    case = asked(asker=asker, firm=firm)
    take(case, by=people[1])
    assign(again(case), people[2], by=people[0])
    for reader, names in ((asker, 0), (people[0], 1)):
        client.force_login(reader)
        page = client.get(f"/consultations/{case.uid}/").content.decode()
        assert page.count("架空 前任→架空 後任") == names
        history = client.get(f"/api/v1/consultations/{case.uid}").json()["history"]
        found = [(one["what"], one["by"]) for one in history if one["what"].startswith("officer")]
        assert found == [("officer_changed", "架空 後任" if names else "")]
