"""What may be shown is decided from the database, however old the index is."""

import pytest
from django.contrib.auth.models import AnonymousUser
from tests.factories import EquipmentFactory, MembershipFactory, NeedFactory, OrganisationFactory

from hashiwatashi.common.enums import Disclosure
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.index import open_index
from hashiwatashi.matching.models import IndexMark
from hashiwatashi.matching.suggest import suggest
from hashiwatashi.needs.actions import change_need
from hashiwatashi.needs.enums import DisclosureLevel
from hashiwatashi.people.enums import Role
from mekiki import Query
from mekiki.index import generations

ANYBODY = AnonymousUser()
FIRM, WORDS, PLACE = "株式会社架空べにばな", "ニオブ溶接の割れ", "架空町だけ"


@pytest.fixture
def need(db):
    owner = OrganisationFactory(name=FIRM, prefecture_id="13")
    return NeedFactory(owner=owner, title="溶接部品", text=WORDS, region_wish=PLACE, level=DisclosureLevel.NAMED)


@pytest.fixture
def account(need):
    return MembershipFactory(organisation=need.owner, role=Role.REPRESENTATIVE).account


NARROWED = {
    "level": {"level": DisclosureLevel.TITLE},
    "name": {"level": DisclosureLevel.ANONYMOUS},
    "members": {"disclosure": Disclosure.MEMBERS},
    "withdrawn": {"disclosure": Disclosure.RELATED},
    "text": {"text": "別の文"},
}


@pytest.mark.parametrize("change", NARROWED)
def test_a_need_that_tells_less_is_found_by_nothing_it_told(client, indexed, need, account, change):
    indexed()
    assert suggest(WORDS, visitor=ANYBODY, kinds=(Kind.NEED,)).total == 1
    change_need(need, by=account, **NARROWED[change])
    for asked in (WORDS, "溶接部品", FIRM, ""):
        answer = suggest(asked, visitor=ANYBODY, kinds=(Kind.NEED,))
        assert (answer.total, answer.facets.get("prefecture", {})) == (0, {})
    for address in (f"/?q={WORDS}&kind=need", f"/api/v1/match?q={WORDS}&kinds=need"):
        shown = client.get(address).content.decode().replace(WORDS, "", 3 if address.startswith("/?") else 1)
        assert need.title not in shown
        assert FIRM not in shown


def test_other_records_that_changed_stay_without_the_old_text(indexed):
    old = EquipmentFactory(name="電子顕微鏡", uses="電話 000-0000 の架空さんへ 異物を調べる")
    other = EquipmentFactory(uses="異物を調べる")
    indexed()
    old.uses = "異物を調べる"
    old.save()
    (group,) = suggest("異物を調べる", visitor=ANYBODY, kinds=(Kind.EQUIPMENT,)).groups
    shown = {found.record: (found.extract.text, bool(found.why)) for found in group.suggestions}
    assert shown == {old: ("", False), other: (shown[other][0], True)}
    assert "異物を調べる" in shown[other][0]


@pytest.fixture
def narrowing(client, indexed, need, account, django_capture_on_commit_callbacks):
    """Lowers the level of a need through each of the ways there are."""
    indexed()
    client.force_login(account)

    def narrow(way):
        with django_capture_on_commit_callbacks(execute=True):
            if way == "withdraw":
                return client.post(f"/needs/{need.uid}/step/withdraw/")
            return client.patch(
                f"/api/v1/needs/{need.uid}",
                {"level": 0},
                content_type="application/json",
                headers={"if-match": '"1"'},
            )

    return narrow


@pytest.mark.parametrize("way", ["withdraw", "patch"])
def test_a_need_that_narrows_is_renewed_in_the_index_with_its_change(narrowing, need, way):
    narrowing(way)
    anybody = {"kind": ("need",), "audience": ("public",)}
    assert open_index().search(Query("ニオブ", anybody)).total == 0


def test_where_the_index_is_being_written_the_mark_stands(narrowing, settings, need):
    before = dict(open_index().versions())
    with generations.writing(settings.SEARCH_INDEX):
        assert narrowing("patch").status_code == 200
    assert dict(open_index().versions()) == before
    assert IndexMark.objects.filter(kind="need", record_id=need.pk).exists()
    assert suggest(WORDS, visitor=ANYBODY, kinds=(Kind.NEED,)).total == 0
