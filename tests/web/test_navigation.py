"""The navigation is by task: a few entries whatever the number of tables, one's own work first."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from tests.factories import ExpertFactory, MembershipFactory, OrganisationFactory

from hashiwatashi.matching.registry import offered_to
from hashiwatashi.people.enums import ExpertKind
from hashiwatashi.web.rooms import rooms

pytestmark = pytest.mark.django_db


def line(client, address="/"):
    """The labels of the desktop's one line, without what stands below them."""
    text = client.get(address).content.decode()
    found = re.search(r'<ul class="nav-line">(.*?)</ul>\s*<details class="nav-fold">', text, re.DOTALL)[1]
    top = re.sub(r"<ul>.*?</ul>", "", found, flags=re.DOTALL)
    return re.findall(r"<(?:a|summary)[^>]*>([^<]+)<", top)


def test_an_outsider_sees_four_tasks(client):
    assert line(client) == ["探す", "相談する", "機関・地域", "使い方"]


def test_a_member_sees_their_own_work_first(client):
    client.force_login(MembershipFactory().account)
    assert line(client) == ["今日", "探す", "相談する", "機関・地域", "使い方"]


def test_every_list_can_be_reached_and_the_present_one_is_marked(client):
    text = client.get("/measures/").content.decode()
    for kind in offered_to(AnonymousUser()):
        room = rooms()[kind]
        assert f">{room.title}</a>" in text
    assert text.count('<a href="/measures/" aria-current="page">') == 2
    assert '<summary class="is-current">機関・地域</summary>' in text


def test_signing_in_leads_to_ones_own_page(client, settings):
    assert settings.LOGIN_REDIRECT_URL == "/mypage/"


def test_advice_names_coordinators_and_counters_of_the_prefecture_asked_for(client):
    here = ExpertFactory(kind=ExpertKind.COORDINATOR, person__name="架空 近子")
    here.areas.set(["04"])
    there = ExpertFactory(kind=ExpertKind.COORDINATOR, person__name="架空 遠子")
    there.areas.set(["34"])
    OrganisationFactory(name="架空公設試ここ", prefecture_id="04")
    OrganisationFactory(name="架空公設試あそこ", prefecture_id="34")
    text = client.get("/advice/?prefecture=04").content.decode()
    assert "近子" in text
    assert "架空公設試ここ" in text
    assert "遠子" not in text
    assert "あそこ" not in text
    client.cookies["home_prefecture"] = "34"
    assert "遠子" in client.get("/advice/").content.decode()
    assert "近子" in client.get("/advice/?prefecture=").content.decode()


def test_advice_says_where_nobody_is_named(client):
    text = client.get("/advice/?prefecture=47").content.decode()
    assert "この都道府県の担当者は、まだ登録されていません。" in text


@pytest.mark.parametrize("number", [1, 3])
def test_advice_takes_the_same_queries_for_any_number(client, number, django_assert_num_queries):
    for _ in range(number):
        ExpertFactory(kind=ExpertKind.COORDINATOR)
        OrganisationFactory()
    with django_assert_num_queries(4):
        client.get("/advice/")
