"""The pages of joining: the firm's owner and her engineer, the lab's administrator, and those who confirm."""

import datetime
import re

import pytest
from django.core import mail
from tests.factories import AccountFactory, MembershipFactory, OrganisationFactory
from tests.joining.conftest import account, again
from tests.printed import words_of

from hashiwatashi.joining.models import Application, Invitation, MembershipChange
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return OrganisationFactory(
        kind=OrganisationKind.FIRM,
        name="株式会社架空鋳造",
        corporate_number="8700110005901",
        address="架空市1-1",
        postcode="9800000",
        website="https://www.kaku-chuzo.example/",
    )


@pytest.fixture
def owner():
    return account("owner@kaku-chuzo.example")


@pytest.fixture
def operator():
    return AccountFactory(is_superuser=True)


def text_of(answer):
    return answer.content.decode()


def applied(client, firm, **values):
    return client.post(
        f"/join/new/?organisation={firm.uid}", {"full_name": "架空 花子", "way": "hand", **values}, follow=True
    )


def roles(someone):
    return sorted(m.role for m in again(someone).current_memberships)


@pytest.mark.parametrize(
    "asked", ["8700110005901", "８７００１１０００５９０１", "架空鋳造", "(株)架空鋳造", "8700-1100-05901"]
)
def test_a_firm_is_found_by_number_and_name_however_they_are_typed(client, firm, owner, asked):
    client.force_login(owner)
    assert f"/join/new/?organisation={firm.uid}" in text_of(client.get("/join/", {"q": asked}))


def test_a_firm_that_was_closed_is_found_and_told_to_be_closed(client, firm, owner):
    Organisation.objects.filter(pk=firm.pk).update(status="closed")
    client.force_login(owner)
    assert "閉鎖" in text_of(client.get("/join/", {"q": "8700110005901"}))
    answer = applied(client, firm)
    assert answer.status_code == 400
    assert "閉鎖または統合されています" in text_of(answer)


def test_a_firm_that_is_not_there_is_written_down(client, owner, operator):
    client.force_login(owner)
    told = text_of(client.get("/join/", {"q": "架空製作所"}))
    assert "登録されていません" in told
    assert "/join/new/?name=%E6%9E%B6" in told
    sent = {"written_name": "架空製作所", "written_prefecture": "04", "full_name": "架空 花子"}
    assert "承認する人に通知しました" in text_of(client.post("/join/new/", sent, follow=True))
    client.force_login(operator)
    uid = Application.objects.get().uid
    client.post(f"/join/applications/{uid}/confirm/", {"reason": "電話で確かめた"})
    assert roles(owner) == ["administrator", "representative"]
    assert Organisation.objects.get(name="架空製作所").kind == OrganisationKind.FIRM


def test_a_wrong_digit_is_told_at_its_field(client, owner):
    client.force_login(owner)
    sent = {"written_name": "架空製作所", "written_number": "8700110005902", "written_prefecture": "04"}
    answer = client.post("/join/new/", {**sent, "full_name": "架空 花子"})
    assert answer.status_code == 400
    assert "13桁" in str(answer.context["form"].errors["written_number"])


def test_the_mail_to_the_firm_leads_to_a_button(client, firm, owner):
    client.force_login(owner)
    applied(client, firm, way="mail", mail="owner@kaku-chuzo.example")
    link = re.search(r"http://[^/]+(/\S+)", mail.outbox[-1].body)[1]
    assert client.get(link).status_code == 200
    assert roles(owner) == []
    told = text_of(client.post(link, follow=True))
    assert "株式会社架空鋳造のメンバーになりました" in told
    assert roles(owner) == ["administrator", "representative"]


def test_the_link_serves_nobody_else(client, firm, owner):
    client.force_login(owner)
    applied(client, firm, way="mail", mail="owner@kaku-chuzo.example")
    link = re.search(r"http://[^/]+(/\S+)", mail.outbox[-1].body)[1]
    client.force_login(account("thief@example.jp"))
    assert client.post(link).status_code == 404


def test_the_letter_has_the_address_and_a_code_that_works(client, firm, owner, operator):
    client.force_login(owner)
    applied(client, firm, way="letter")
    uid = Application.objects.get().uid
    client.force_login(operator)
    answer = client.post(f"/join/applications/{uid}/letter/")
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    words = words_of(answer.content)
    assert "架空市1-1" in words
    code = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", words)[0]
    client.force_login(owner)
    told = client.post(f"/join/applications/{uid}/code/", {"code": "ABCD-EFGH-JKMN"})
    assert told.status_code == 400
    assert "コードが違います" in text_of(told)
    client.post(f"/join/applications/{uid}/code/", {"code": code.lower()})
    assert roles(owner) == ["administrator", "representative"]


def test_the_engineer_asks_and_the_owner_lets_him_in(client, firm, owner):
    MembershipFactory(organisation=firm, account=owner, role=Role.REPRESENTATIVE)
    engineer = account("engineer@example.jp")
    client.force_login(engineer)
    told = text_of(client.get(f"/join/new/?organisation={firm.uid}"))
    assert "管理者に通知し" in told
    client.post(f"/join/new/?organisation={firm.uid}", {"full_name": "架空 次郎", "role": "researcher"})
    uid = Application.objects.get().uid
    client.force_login(owner)
    assert "1人が参加の承認を待っています" in text_of(client.get("/mypage/"))
    assert "架空 次郎" in text_of(client.get(f"/join/members/{firm.uid}/"))
    client.post(f"/join/applications/{uid}/confirm/", {"role": "clerk"})
    assert roles(engineer) == ["clerk"]


def test_a_refusal_needs_a_reason_which_the_applicant_reads(client, firm, owner, operator):
    client.force_login(owner)
    applied(client, firm)
    uid = Application.objects.get().uid
    client.force_login(operator)
    assert client.post(f"/join/applications/{uid}/refuse/", {"answer": ""}).status_code == 400
    client.post(f"/join/applications/{uid}/refuse/", {"answer": "代表者に確かめてください。"})
    client.force_login(owner)
    assert "代表者に確かめてください。" in text_of(client.get(f"/join/applications/{uid}/"))


def test_a_second_claim_is_told_why_it_must_wait(client, firm, owner):
    client.force_login(owner)
    applied(client, firm)
    client.force_login(AccountFactory())
    answer = applied(client, firm)
    assert answer.status_code == 400
    assert "承認を待っています" in text_of(answer)


def test_an_invitation_leads_whoever_has_no_account_to_one_and_back(client, firm, owner):
    MembershipFactory(organisation=firm, account=owner, role=Role.REPRESENTATIVE)
    client.force_login(owner)
    today = datetime.date.today()
    sent = {"email": "new@example.jp", "role": "researcher", "since": today, "until": today}
    assert "招待のメールを送りました" in text_of(client.post(f"/join/members/{firm.uid}/invite/", sent, follow=True))
    link = re.search(r"http://[^/]+(/\S+)", mail.outbox[-1].body)[1]
    client.logout()
    told = text_of(client.get(link))
    assert f"/accounts/signup/?next={link}" in told
    assert "new@example.jp" not in told
    client.force_login(account("new@example.jp"))
    client.post(link)
    membership = Membership.objects.get(account__email="new@example.jp")
    assert (membership.role, membership.since, membership.until) == (
        "researcher",
        today,
        today + datetime.timedelta(days=1),
    )


def test_a_wrong_invitation_is_told_with_what_to_do(client, firm, owner):
    MembershipFactory(organisation=firm, account=owner, role=Role.REPRESENTATIVE)
    client.force_login(owner)
    today = datetime.date.today()
    sent = {"email": "new@example.jp", "role": "officer", "since": today}
    answer = client.post(f"/join/members/{firm.uid}/invite/", sent)
    assert answer.status_code == 400
    assert not Invitation.objects.exists()


def test_a_role_is_changed_ended_and_taken_back(client, firm, owner):
    MembershipFactory(organisation=firm, account=owner, role=Role.REPRESENTATIVE)
    engineer = MembershipFactory(organisation=firm, role=Role.RESEARCHER)
    client.force_login(owner)
    today = datetime.date.today()
    address = f"/join/members/{firm.uid}/{engineer.pk}"
    client.post(f"{address}/role/", {"role": "clerk", "on": today})
    assert roles(engineer.account) == ["clerk"]
    client.post(f"/join/members/{firm.uid}/undo/{MembershipChange.objects.get().pk}/")
    assert roles(engineer.account) == ["researcher"]
    client.post(f"{address}/end/", {"last_day": today - datetime.timedelta(days=1)})
    assert roles(engineer.account) == []
    assert client.get(f"/organisations/{firm.uid}/").status_code == 200


def test_the_last_administrator_is_told_whom_to_name_first(client, firm, owner):
    first = MembershipFactory(organisation=firm, account=owner, role=Role.REPRESENTATIVE)
    client.force_login(owner)
    answer = client.post(f"/join/members/{firm.uid}/{first.pk}/end/", {"last_day": datetime.date.today()})
    assert answer.status_code == 400
    assert "先に別の管理者を決めてください" in text_of(answer)


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_ask_the_database_equally_often_for_any_number_of_rows(
    client, firm, owner, operator, rows, django_assert_num_queries
):
    MembershipFactory(organisation=firm, account=owner, role=Role.REPRESENTATIVE)
    for number in range(rows):
        newcomer = account(f"new{number}@example.jp")
        client.force_login(newcomer)
        client.post(f"/join/new/?organisation={firm.uid}", {"full_name": "架空 次郎", "role": "researcher"})
        MembershipFactory(organisation=firm, role=Role.CLERK)
        other = OrganisationFactory(kind=OrganisationKind.FIRM, name=f"架空鋳造{number}")
        applied(client, other)
    client.force_login(owner)
    for page, queries in ((f"/join/members/{firm.uid}/", 9), ("/join/applications/", 5), ("/join/?q=架空鋳造", 6)):
        with django_assert_num_queries(queries):
            assert client.get(page).status_code == 200


def test_the_day_by_which_many_systems_say_never_is_told_and_not_stored(client, firm):
    administrator = MembershipFactory(organisation=firm, role=Role.ADMINISTRATOR).account
    member = MembershipFactory(organisation=firm, role=Role.CLERK)
    client.force_login(administrator)
    sent = {"email": "new@example.jp", "role": "clerk", "since": "2026-04-01", "until": "9999-12-31"}
    assert client.post(f"/join/members/{firm.uid}/invite/", sent).status_code == 400
    end = client.post(f"/join/members/{firm.uid}/{member.pk}/end/", {"last_day": "9999-12-31"})
    assert (end.status_code, Invitation.objects.count()) == (400, 0)


def test_a_number_with_a_slip_is_told_as_one(client, owner):
    client.force_login(owner)
    assert "13桁" in text_of(client.get("/join/?q=8700110005902"))
