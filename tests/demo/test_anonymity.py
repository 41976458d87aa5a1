"""Whoever pastes the words of an anonymous need is not told whose it is, by whichever way they ask."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from tests.factories import MembershipFactory
from typer.testing import CliRunner

from hashiwatashi.cli import collect
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.suggest import suggest, suggest_many
from hashiwatashi.needs.enums import DisclosureLevel
from hashiwatashi.needs.models import Need
from hashiwatashi.organisations.models import Organisation

pytestmark = pytest.mark.django_db
ANYBODY = AnonymousUser()
# How people quote: the whole, the text alone, its better half, with words of their own, without its spaces.
QUOTES = {
    "whole": lambda need: f"{need.title}\n{need.text}",
    "text": lambda need: need.text,
    "half": lambda need: need.text[: len(need.text) // 2 + 10],
    "end": lambda need: need.text[len(need.text) // 3 :],
    "with more": lambda need: f"はじめまして。次のことで困っています。{need.text}よろしくお願いいたします。",
    "joined": lambda need: "".join(need.text.split()),
}


@pytest.fixture
def anonymous(searchable_world):
    needs = list(Need.objects.filter(level=DisclosureLevel.ANONYMOUS).select_related("owner").order_by("pk"))
    assert len(needs) >= 30
    return needs


@pytest.fixture
def need(anonymous):
    """A need whose owner's description of itself answers its words."""
    return next(need for need in anonymous if need.owner.about)


@pytest.mark.parametrize("quote", QUOTES)
def test_no_organisation_answers_the_words_of_an_anonymous_need(anonymous, quote):
    asked = [QUOTES[quote](need) for need in anonymous]
    answers = suggest_many(asked, visitor=ANYBODY, kinds=(Kind.ORGANISATION,), per_kind=20)
    assert [answer.total for answer in answers] == [0] * len(asked)


def test_its_owner_is_told_of_organisations_as_ever(need):
    own = MembershipFactory(organisation=need.owner).account
    assert suggest(need.text, visitor=own, kinds=(Kind.ORGANISATION,)).total > 0


def test_words_of_ones_own_find_organisations(searchable_world):
    for text in ("めっき", "金属の切削加工", "食品の保存", "鋳物", "小さな異物の元素を調べたい"):
        assert suggest(text, visitor=ANYBODY, kinds=(Kind.ORGANISATION,)).total > 0, text


def test_a_named_need_hides_nobody(need):
    Need.objects.filter(pk=need.pk).update(level=DisclosureLevel.NAMED)
    assert suggest(need.text, visitor=ANYBODY, kinds=(Kind.ORGANISATION,)).total > 0


def test_the_search_page_does_not_tell(client, need):
    found = client.get("/", {"q": need.text})
    assert "organisation" not in {section.group.kind for section in found.context["sections"]}
    assert need.owner.name not in found.content.decode()
    assert need.owner.name not in client.get("/", {"q": need.text, "kind": "organisation"}).content.decode()


def test_the_api_does_not_tell(client, need):
    body = json.dumps({"text": need.text, "limit": 50})
    by_text = client.post("/api/v1/match", body, content_type="application/json")
    by_address = client.get("/api/v1/match", {"q": need.text, "kinds": "organisation"})
    for answer in (by_text, by_address):
        assert answer.status_code == 200
        assert need.owner.name not in answer.content.decode()


def test_the_command_line_does_not_tell(need):
    answer = CliRunner().invoke(collect(), ["match", need.text, "--json", "--limit", "50"])
    assert answer.exit_code == 0
    assert need.owner.name not in answer.stdout


def test_the_page_of_the_need_does_not_tell(client, need):
    assert need.owner.name not in client.get(f"/needs/{need.uid}/").content.decode()
    assert Organisation.objects.filter(name=need.owner.name).exists()
