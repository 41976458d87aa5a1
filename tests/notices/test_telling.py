"""Telling people: once each, and nobody else."""

import datetime
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from tests.factories import AccountFactory

from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.notices.actions import choose_digest, forget_read, mark_all_read, mark_read, tell
from hashiwatashi.notices.enums import Digest, Language
from hashiwatashi.notices.kinds import NEED_OPENED, WORK_DONE
from hashiwatashi.notices.models import Notice, NoticePreference

pytestmark = pytest.mark.django_db
CLOCK = SystemActor("test")


def told(account):
    return Notice.objects.visible_to(account)


def test_the_same_is_told_once_and_another_occasion_again():
    one, other, job = AccountFactory(), AccountFactory(), uuid4()
    assert tell([one, one], WORK_DONE, by=CLOCK, about=job, title="a.csv") == 1
    assert tell([one, other], WORK_DONE, by=CLOCK, about=job, title="b.csv") == 1
    assert tell([one], WORK_DONE, by=CLOCK, about=job, once="again", title="a.csv") == 1
    assert tell([one], WORK_DONE, by=CLOCK, about=uuid4(), title="a.csv") == 1
    assert (told(one).count(), told(other).count()) == (3, 1)
    assert told(other).get().told_by == "system:test"


def test_parameters_are_those_the_kind_declares():
    with pytest.raises(TypeError):
        tell([AccountFactory()], WORK_DONE, by=CLOCK)
    with pytest.raises(TypeError):
        tell([AccountFactory()], WORK_DONE, by=CLOCK, title="a.csv", file="x")


def test_an_inbox_is_its_accounts_alone():
    account = AccountFactory()
    tell([account], WORK_DONE, by=account, title="a.csv")
    assert told(account).count() == 1
    assert not told(AccountFactory(is_superuser=True)).exists()
    assert not told(AnonymousUser()).exists()


def test_reading_counts_from_the_first_time_on():
    account, other = AccountFactory(), AccountFactory()
    for once in ("1", "2", "3"):
        tell([account, other], WORK_DONE, by=account, once=once, title="a.csv")
    first = told(account).first()
    mark_read(first)
    first.refresh_from_db()
    read_at = first.read_at
    mark_read(first)
    assert mark_all_read(by=account) == 2
    first.refresh_from_db()
    assert first.read_at == read_at
    assert (told(account).unread().count(), told(other).unread().count()) == (0, 3)


def test_what_was_read_long_ago_is_forgotten_and_what_is_unread_stays():
    account = AccountFactory()
    for once in ("1", "2"):
        tell([account], WORK_DONE, by=account, once=once, title="a.csv")
    notice = told(account).get(key=":1")
    mark_read(notice)
    notice.refresh_from_db()
    assert forget_read(before=notice.read_at) == 0
    assert forget_read(before=notice.read_at + datetime.timedelta(days=1)) == 1
    assert told(account).get().key == ":2"


def test_unread_ones_come_first_then_the_newest():
    account = AccountFactory()
    for once in ("1", "2", "3"):
        tell([account], WORK_DONE, by=account, once=once, title="a.csv")
    mark_read(told(account).get(key=":3"))
    assert [notice.key for notice in told(account).unread_first()] == [":2", ":1", ":3"]


def test_a_kind_with_a_mail_of_its_own_stands_in_no_digest():
    account = AccountFactory()
    tell([account], NEED_OPENED, by=CLOCK, about=uuid4(), operator="x", reason="y")
    tell([account], WORK_DONE, by=CLOCK, title="a.csv")
    assert [notice.kind for notice in told(account).for_digest()] == ["work_done"]


def test_a_choice_of_mails_is_kept_and_its_language_only_where_given():
    account = AccountFactory()
    assert NoticePreference.objects.of(account).digest == Digest.DAILY
    choose_digest(account, digest=Digest.WEEKLY, language=Language.ENGLISH)
    choose_digest(account, digest=Digest.NONE)
    kept = NoticePreference.objects.of(account)
    assert (kept.digest, kept.language) == (Digest.NONE, Language.ENGLISH)
