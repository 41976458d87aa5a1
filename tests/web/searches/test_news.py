"""What is new for a saved search is told once a day, and nothing else is."""

import datetime

import pytest
from django.utils import timezone, translation
from tests.factories import AccountFactory, EquipmentFactory, NeedFactory

from hashiwatashi.common.enums import Disclosure
from hashiwatashi.matching.errors import IndexUnreadable
from hashiwatashi.notices.models import Notice
from hashiwatashi.searches.actions import save_search, watch
from hashiwatashi.searches.models import SavedSearch
from hashiwatashi.web.searches import news

pytestmark = pytest.mark.django_db
NOW = timezone.now()
DAY = datetime.timedelta(days=1)


def saved(account=None, query="q=異物を調べる"):
    return save_search(by=account or AccountFactory(), name="ひみつの検索", query=query, home=None)


def look(days=0):
    return news.tell_news_of_searches(now=NOW + days * DAY)


def test_what_came_since_the_last_look_is_told(indexed):
    search = saved()
    EquipmentFactory()
    indexed()
    assert look() == 0
    new = EquipmentFactory(name="卓上顕微鏡")
    indexed()
    # The same day nobody looks again.
    assert look() == 0
    assert look(1) == 1
    notice = Notice.objects.get()
    assert (notice.account, notice.about, notice.parameters["count"]) == (search.account, search.uid, 1)
    assert look(2) == 0
    search.refresh_from_db()
    assert f"equipment:{new.uid}" in search.seen


def test_the_line_of_the_mail_holds_no_word_of_the_search(indexed):
    saved()
    indexed()
    look()
    EquipmentFactory()
    indexed()
    look(1)
    notice = Notice.objects.get()
    for language in ("ja", "en"):
        with translation.override(language):
            assert "ひみつの検索" in notice.line
            assert "ひみつの検索" not in notice.what.mail_line(notice.parameters)


def test_nobody_is_told_of_what_they_may_not_see(indexed):
    saved()
    indexed()
    look()
    EquipmentFactory(disclosure=Disclosure.RELATED)
    NeedFactory(disclosure=Disclosure.RELATED, text="異物を調べる")
    indexed()
    assert look(1) == 0
    assert not Notice.objects.exists()


def test_who_does_not_want_to_be_told_is_not(indexed):
    search = saved()
    watch(search, by=search.account, is_watched=False)
    indexed()
    look()
    EquipmentFactory()
    indexed()
    assert look(1) == 0


def test_one_that_fails_does_not_stop_the_others(indexed, monkeypatch, caplog):
    broken, whole = saved(query="q=異物を調べる こわれ"), saved()
    ask = news.suggest

    def suggest(text, **options):
        if "こわれ" in text:
            raise IndexUnreadable("test")
        return ask(text, **options)

    monkeypatch.setattr(news, "suggest", suggest)
    indexed()
    look()
    EquipmentFactory()
    indexed()
    assert look(1) == 1
    assert Notice.objects.get().account == whole.account
    broken.refresh_from_db()
    assert (broken.seen, broken.looked_at) == (None, NOW + DAY)
    assert "こわれ" not in caplog.text


def test_a_round_looks_after_so_many_and_the_next_after_the_rest(indexed, monkeypatch):
    monkeypatch.setattr(news, "_AT_ONCE", 2)
    for _ in range(3):
        saved()
    indexed()
    look()
    assert SavedSearch.objects.filter(looked_at=None).count() == 1
    look()
    assert not SavedSearch.objects.filter(looked_at=None).exists()


def test_a_search_that_no_longer_reads_is_left_alone(indexed):
    search = saved(query="offset=x")
    indexed()
    assert look() == 0
    search.refresh_from_db()
    assert search.looked_at == NOW
