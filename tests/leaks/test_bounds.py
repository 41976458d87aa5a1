"""Bounds that a visitor sets hold, in lists, in the API and in what a search counts."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from tests.factories import CallFactory, NeedFactory, SeedFactory

from hashiwatashi.matching.answers import Filters
from hashiwatashi.matching.bounds import bounds_of
from hashiwatashi.matching.enums import Kind
from hashiwatashi.needs.enums import NeedKind
from hashiwatashi.technology.models import Seed

pytestmark = pytest.mark.django_db


def listed(client, address):
    return [row.title for row in client.get(address).context["rows"]]


def test_lists_keep_to_their_bounds(client):
    past = timezone.now() - datetime.timedelta(days=1)
    CallFactory(title="募集中")
    CallFactory(title="終了", closes_at=past)
    assert listed(client, "/calls/?open_now=on") == ["募集中"]
    SeedFactory(title="材料の技術", field="材料")
    SeedFactory(title="情報の技術", field="情報")
    assert listed(client, "/seeds/?field=材料") == ["材料の技術"]
    NeedFactory(title="登録", kind=NeedKind.REGISTERED)
    NeedFactory(title="公開", kind=NeedKind.PUBLISHED_THEME)
    assert listed(client, "/needs/?kind=published_theme") == ["公開"]


def test_the_api_gives_what_changed_since(client):
    old, new = SeedFactory(title="古い"), SeedFactory(title="新しい")
    Seed.objects.filter(pk=old.pk).update(updated_at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
    found = client.get("/api/v1/seeds?updated_since=2021-01-01T00:00:00Z").json()["items"]
    assert [item["title"] for item in found] == [new.title]


def test_a_search_counts_only_what_the_visitor_may_find():
    bounds = bounds_of(Filters(), tuple(Kind), AnonymousUser())
    assert {layer.only["audience"] for layers in bounds.values() for layer in layers} == {("public",)}
