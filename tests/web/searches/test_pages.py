"""Saved searches on pages."""

import pytest
from tests.factories import AccountFactory, EquipmentFactory

from hashiwatashi.searches.actions import save_search
from hashiwatashi.searches.models import SavedSearch

pytestmark = pytest.mark.django_db


def test_a_search_is_saved_from_its_page_and_run_again(client, indexed):
    EquipmentFactory()
    indexed()
    assert 'action="/searches/save/"' not in client.get("/?q=異物を調べる").content.decode()
    account = AccountFactory()
    client.force_login(account)
    page = client.get("/?q=異物を調べる&kind=equipment&prefecture=04&offset=0")
    client.cookies["home_prefecture"] = "13"
    client.post("/searches/save/", {"query": page.context["save_query"]})
    search = SavedSearch.objects.get()
    assert (search.name, search.home_id, search.account) == ("異物を調べる", "13", account)
    answer = client.get(f"/searches/{search.uid}/run/", follow=True)
    assert answer.redirect_chain == [(f"/?{search.query}", 302)]
    assert answer.context["form"].cleaned_data["kind"] == ["equipment"]


def test_nothing_asked_cannot_be_saved(client):
    client.force_login(AccountFactory())
    for query in ("", "q=", "offset=20", "kind=nothing"):
        assert client.post("/searches/save/", {"query": query}).status_code == 400


def test_renaming_watching_deleting(client):
    account = AccountFactory()
    search = save_search(by=account, name="異物", query="q=a", home=None)
    client.force_login(account)
    client.post(f"/searches/{search.uid}/rename/", {"name": "別の名前"})
    client.post(f"/searches/{search.uid}/watch/", {"watch": "off"})
    search.refresh_from_db()
    assert (search.name, search.is_watched) == ("別の名前", False)
    assert client.post(f"/searches/{search.uid}/rename/", {"name": ""}).status_code == 400
    client.post(f"/searches/{search.uid}/delete/")
    assert not SavedSearch.objects.exists()


def test_anothers_search_is_not_there(client):
    search = save_search(by=AccountFactory(), name="異物", query="q=a", home=None)
    client.force_login(AccountFactory(is_superuser=True))
    assert client.get(f"/searches/{search.uid}/run/").status_code == 404
    for verb in ("rename", "watch", "delete"):
        assert client.post(f"/searches/{search.uid}/{verb}/", {"name": "x"}).status_code == 404
    assert "異物" not in client.get("/searches/").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(client, django_assert_num_queries, number):
    account = AccountFactory()
    for each in range(number):
        save_search(by=account, name="異物", query=f"q={each}", home=None)
    client.force_login(account)
    # Session, account, searches with their prefectures, unread notices, memberships.
    with django_assert_num_queries(5):
        client.get("/searches/")
