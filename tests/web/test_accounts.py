import re

import pytest
from django.core import mail
from django.core.cache import cache
from tests.factories import MembershipFactory

from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Account

pytestmark = pytest.mark.django_db
PASSWORD = "an-invented-password-1"


@pytest.fixture(autouse=True)
def _no_limit_left_over():
    """Limits on sign-ups and mails count across tests otherwise."""
    cache.clear()


@pytest.fixture
def signed_up(client):
    client.post("/accounts/signup/", {"email": "new@example.jp", "password1": PASSWORD, "password2": PASSWORD})
    return Account.objects.get(email="new@example.jp")


def test_a_new_account_signs_in_once_its_mail_address_is_confirmed(client, signed_up):
    answer = client.post("/accounts/login/", {"login": "new@example.jp", "password": PASSWORD})
    assert "_auth_user_id" not in client.session, answer
    link = re.search(r"http://testserver(/accounts/confirm-email/\S+)", mail.outbox[0].body)
    client.post(link[1])
    client.post("/accounts/login/", {"login": "new@example.jp", "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(signed_up.pk)


def test_mails_are_japanese(signed_up):
    assert mail.outbox[0].subject.startswith("【橋渡し】")
    assert "メールアドレス" in mail.outbox[0].subject + mail.outbox[0].body


def test_a_new_account_may_change_nothing(client, signed_up):
    client.force_login(signed_up)
    page = client.get("/mypage/").content.decode()
    assert "まだ所属機関がありません" in page
    assert client.get("/needs/new/").status_code == 403


def test_a_forgotten_password_is_reset_by_mail(client):
    MembershipFactory(account__email="firm@example.jp", role=Role.REPRESENTATIVE)
    client.post("/accounts/password/reset/", {"email": "firm@example.jp"})
    assert [message.to for message in mail.outbox] == [["firm@example.jp"]]


def test_an_account_that_is_unknown_is_not_told_apart(client):
    known = client.post("/accounts/password/reset/", {"email": "nobody@example.jp"})
    assert (known.status_code, known.headers["Location"]) == (302, "/accounts/password/reset/done/")
