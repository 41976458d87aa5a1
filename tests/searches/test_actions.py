"""Saved searches of accounts."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from tests.factories import AccountFactory

from hashiwatashi.common.errors import Conflict, InvalidInput
from hashiwatashi.searches.actions import MOST, note_look, rename_search, save_search, watch
from hashiwatashi.searches.models import SavedSearch

pytestmark = pytest.mark.django_db


def test_the_same_question_is_kept_once():
    account = AccountFactory()
    first = save_search(by=account, name="異物", query="q=a", home=None)
    assert save_search(by=account, name="別の名前", query="q=a", home=None) == first
    assert SavedSearch.objects.visible_to(account).get().name == "別の名前"


def test_nobody_else_sees_a_search():
    save_search(by=AccountFactory(), name="異物", query="q=a", home=None)
    for other in (AccountFactory(is_superuser=True), AnonymousUser()):
        assert not SavedSearch.objects.visible_to(other).exists()


def test_an_account_keeps_only_so_many_and_each_has_a_name():
    account = AccountFactory()
    for number in range(MOST):
        search = save_search(by=account, name="異物", query=f"q={number}", home=None)
    with pytest.raises(Conflict):
        save_search(by=account, name="異物", query="q=more", home=None)
    with pytest.raises(InvalidInput):
        rename_search(search, by=account, name="")


def test_what_came_while_nobody_looked_is_not_told_afterwards():
    account, now = AccountFactory(), timezone.now()
    search = save_search(by=account, name="異物", query="q=a", home=None)
    note_look(search, at=now, seen=["seed:1"])
    assert not SavedSearch.objects.due(before=now).exists()
    watch(search, by=account, is_watched=False)
    assert not SavedSearch.objects.due(before=now).exists()
    watch(search, by=account, is_watched=True)
    assert SavedSearch.objects.due(before=now).get().seen is None
