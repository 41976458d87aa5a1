"""The mail that tells what is unread: to whom, how often, and never a word that is not for mails."""

import datetime
import smtplib
from uuid import uuid4

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from tests.factories import AccountFactory

from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.notices.actions import choose_digest, mark_all_read, tell
from hashiwatashi.notices.enums import Digest, Language
from hashiwatashi.notices.kinds import EQUIPMENT_UNCONFIRMED, NEED_OPENED, WORK_DONE
from hashiwatashi.notices.models import Notice, NoticePreference
from hashiwatashi.web.notices.digest import send_digests

pytestmark = pytest.mark.django_db
CLOCK = SystemActor("test")
# Noon in Japan.
NOON = datetime.datetime(2026, 11, 27, 3, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


class Refusing(EmailBackend):
    """A server that refuses the first of two addresses for good."""

    def send_messages(self, messages):
        if messages[0].to == ["first@example.jp"]:
            raise smtplib.SMTPRecipientsRefused({"first@example.jp": (550, b"unknown")})
        return super().send_messages(messages)


class Down(EmailBackend):
    """A server that does not answer."""

    def open(self):
        raise ConnectionRefusedError("down")


class Breaking(EmailBackend):
    """A server that breaks off within a mail."""

    def send_messages(self, messages):
        raise smtplib.SMTPServerDisconnected("gone")


def use(settings, backend):
    settings.EMAIL_BACKEND = f"{__name__}.{backend.__name__}"


@pytest.fixture
def account():
    return AccountFactory(email="first@example.jp")


def give(account, *, once="1"):
    tell([account], EQUIPMENT_UNCONFIRMED, by=CLOCK, about=uuid4(), once=once, count=12, organisation="秘密の機関")


def test_one_mail_tells_what_is_unread_and_does_not_come_again(account, mailoutbox, settings):
    settings.SITE_ADDRESS = "https://hashi.example.jp"
    give(account)
    tell([account], NEED_OPENED, by=CLOCK, about=uuid4(), operator="秘密の名前", reason="秘密の理由")
    tell([account], WORK_DONE, by=CLOCK, about=uuid4(), title="秘密.csv")
    assert [send_digests(now=NOON + number * DAY) for number in range(3)] == [1, 0, 0]
    (message,) = mailoutbox
    assert message.to == [account.email]
    assert "https://hashi.example.jp/notices/\n" in message.body
    assert "12" in message.body
    assert "秘密" not in message.body + message.subject
    assert message.body.count("\n- ") == 2


def test_at_most_one_mail_a_day(account, mailoutbox):
    give(account)
    assert send_digests(now=NOON) == 1
    give(account, once="2")
    assert send_digests(now=NOON + datetime.timedelta(hours=5)) == 0
    assert send_digests(now=NOON + datetime.timedelta(hours=20)) == 1


def test_the_same_line_is_written_once_with_its_number(account, mailoutbox):
    for once in ("1", "2", "3"):
        give(account, once=once)
    send_digests(now=NOON)
    assert mailoutbox[0].body.count("\n- ") == 1
    assert "(3)" in mailoutbox[0].body


def test_weekly_waits_a_week_and_none_for_ever(account, mailoutbox):
    choose_digest(account, digest=Digest.WEEKLY)
    give(account)
    assert send_digests(now=NOON) == 1
    give(account, once="2")
    assert [send_digests(now=NOON + days * DAY) for days in (1, 6, 7)] == [0, 0, 1]
    choose_digest(account, digest=Digest.NONE)
    give(account, once="3")
    assert send_digests(now=NOON + 30 * DAY) == 0


def test_nobody_is_mailed_at_night_what_is_read_or_without_a_sign_in(account, mailoutbox):
    give(account)
    assert send_digests(now=NOON + datetime.timedelta(hours=12)) == 0
    mark_all_read(by=account)
    give(AccountFactory(is_active=False))
    assert send_digests(now=NOON) == 0


def test_the_mail_is_in_the_language_of_the_account(account, mailoutbox):
    choose_digest(account, digest=Digest.DAILY, language=Language.ENGLISH)
    give(account)
    send_digests(now=NOON)
    assert "12 pieces of your equipment have not been confirmed for a year." in mailoutbox[0].body
    assert mailoutbox[0].subject.endswith("1 unread notice")


def test_a_mail_program_can_stop_the_mails_by_itself(account, mailoutbox, client, settings):
    give(account)
    send_digests(now=NOON)
    headers = mailoutbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = headers["List-Unsubscribe"].strip("<>").removeprefix(settings.SITE_ADDRESS)
    assert address in mailoutbox[0].body
    assert mailoutbox[0].message()["List-Unsubscribe"] == headers["List-Unsubscribe"]
    client.handler.enforce_csrf_checks = True
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert NoticePreference.objects.of(account).digest == Digest.NONE


@pytest.mark.parametrize("backend", [Down, Breaking])
def test_a_server_that_fails_leaves_everything_for_the_next_round(account, settings, backend):
    give(account)
    before = settings.EMAIL_BACKEND
    use(settings, backend)
    assert send_digests(now=NOON) == 0
    assert not Notice.objects.filter(mailed_at__isnull=False).exists()
    settings.EMAIL_BACKEND = before
    assert send_digests(now=NOON) == 1


def test_an_address_that_is_refused_holds_up_nobody_else(account, settings):
    other = AccountFactory(email="second@example.jp")
    give(account)
    give(other)
    use(settings, Refusing)
    assert [send_digests(now=NOON), send_digests(now=NOON)] == [1, 0]
    assert [message.to for message in mail.outbox] == [["second@example.jp"]]


@pytest.mark.parametrize("accounts", [1, 3])
def test_a_round_with_nobody_due_takes_one_query(accounts, django_assert_num_queries):
    for _number in range(accounts):
        account = AccountFactory()
        choose_digest(account, digest=Digest.NONE)
        give(account)
    with django_assert_num_queries(1):
        assert send_digests(now=NOON) == 0
