import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.hashers import get_hasher
from django.core import mail
from django.core.cache import cache
from django.test import override_settings
from tests.factories import MembershipFactory

from hashiwatashi.common.audit.models import AuditEvent
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
    assert "まだ所属が登録されていません" in page
    assert client.get("/needs/new/").status_code == 403


def test_a_forgotten_password_is_reset_by_mail(client):
    MembershipFactory(account__email="firm@example.jp", role=Role.REPRESENTATIVE)
    client.post("/accounts/password/reset/", {"email": "firm@example.jp"})
    assert [message.to for message in mail.outbox] == [["firm@example.jp"]]


def test_an_account_that_is_unknown_is_not_told_apart(client):
    known = client.post("/accounts/password/reset/", {"email": "nobody@example.jp"})
    assert (known.status_code, known.headers["Location"]) == (302, "/accounts/password/reset/done/")


def events():
    return [(line.event, line.data) for line in AuditEvent.objects.order_by("pk")]


def test_signing_up_and_confirming_stand_in_the_trail(client, signed_up):
    link = re.search(r"http://testserver(/accounts/confirm-email/\S+)", mail.outbox[0].body)
    client.post(link[1])
    assert events() == [
        ("account.signed_up", {}),
        ("account.mail_changed", {"how": "confirmed"}),
    ]
    assert {line.actor for line in AuditEvent.objects.all()} == {signed_up.audit_label}


def test_changes_of_password_address_and_second_step_stand_in_the_trail(client, django_capture_on_commit_callbacks):
    account = MembershipFactory(account__email="firm@example.jp").account
    account.set_password(PASSWORD)
    account.save()
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    client.post("/accounts/login/", {"login": account.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/email/", {"action_add": "", "email": "second@example.jp"})
    client.post("/accounts/email/", {"action_remove": "", "email": "second@example.jp"})
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/accounts/2fa/totp/activate/", {"code": code})
    new = {"oldpassword": PASSWORD, "password1": PASSWORD + "x", "password2": PASSWORD + "x"}
    client.post("/accounts/password/change/", new)
    assert events() == [
        ("account.mail_changed", {"how": "added"}),
        ("account.mail_changed", {"how": "removed"}),
        ("account.second_step_changed", {"how": "added", "type": "totp"}),
        ("account.second_step_changed", {"how": "added", "type": "recovery_codes"}),
        ("account.password_changed", {"how": "changed"}),
    ]


def test_another_address_asks_for_the_password_again(client):
    account = MembershipFactory().account
    client.force_login(account)  # as a session that somebody left open
    answer = client.post("/accounts/email/", {"action_add": "", "email": "second@example.jp"})
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert not EmailAddress.objects.filter(email="second@example.jp").exists()


def test_signing_up_with_a_known_address_hashes_a_password_as_any_other_does(client):
    """What takes time is the hash: both ways make one, so the clock tells nothing."""
    MembershipFactory(account__email="firm@example.jp")
    made = []
    hasher = get_hasher()

    class Counting(type(hasher)):
        def encode(self, *args, **options):
            made.append(1)
            return super().encode(*args, **options)

    with override_settings(PASSWORD_HASHERS=[f"{__name__}.Hashing"]):
        globals()["Hashing"] = Counting
        for address in ("firm@example.jp", "new@example.jp"):
            client.post("/accounts/signup/", {"email": address, "password1": PASSWORD, "password2": PASSWORD})
    assert len(made) == 2


def test_too_many_wrong_passwords_close_an_account_for_a_while_and_not_the_others(client):
    for email in ("one@example.jp", "other@example.jp"):
        account = MembershipFactory(account__email=email).account
        account.set_password(PASSWORD)
        account.save()
        EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
    for number in range(6):
        client.post(
            "/accounts/login/", {"login": "one@example.jp", "password": "wrong"}, REMOTE_ADDR=f"192.0.2.{number}"
        )
    client.post("/accounts/login/", {"login": "one@example.jp", "password": PASSWORD}, REMOTE_ADDR="192.0.2.9")
    assert "_auth_user_id" not in client.session
    client.post("/accounts/login/", {"login": "other@example.jp", "password": PASSWORD}, REMOTE_ADDR="192.0.2.9")
    assert "_auth_user_id" in client.session


def test_mails_of_accounts_come_from_the_site_by_its_name(client, settings):
    client.post("/accounts/signup/", {"email": "new@example.jp", "password1": PASSWORD, "password2": PASSWORD})
    (letter,) = mail.outbox
    assert settings.SITE_NAME in letter.body
    assert "testserver です" not in letter.body
