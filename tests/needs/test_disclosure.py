import pytest
from django.contrib.auth.models import AnonymousUser
from tests.factories import MembershipFactory, NeedFactory, OrganisationFactory

from hashiwatashi.needs.disclosure import sheet_for
from hashiwatashi.needs.enums import DisclosureLevel


@pytest.fixture
def need_at(db):
    owner = OrganisationFactory(name="株式会社架空金属")
    return lambda level: NeedFactory(owner=owner, level=level, source_url="https://example.jp/kakuu-metal")


def shown(sheet):
    return (bool(sheet.text), sheet.owner is not None, bool(sheet.source_url))


@pytest.mark.parametrize(
    ("level", "text_owner_source"),
    [
        (DisclosureLevel.TITLE, (False, False, False)),
        (DisclosureLevel.ANONYMOUS, (True, False, False)),
        (DisclosureLevel.NAMED, (True, True, True)),
    ],
)
def test_strangers_see_what_the_level_allows(need_at, level, text_owner_source):
    need = need_at(level)
    for visitor in (None, AnonymousUser(), MembershipFactory().account):
        assert shown(sheet_for(need, visitor)) == text_owner_source


@pytest.mark.parametrize("level", list(DisclosureLevel))
def test_the_owner_sees_all_of_its_own_need(need_at, level):
    need = need_at(level)
    own = MembershipFactory(organisation=need.owner).account
    assert shown(sheet_for(need, own)) == (True, True, True)


@pytest.mark.parametrize("level", [DisclosureLevel.TITLE, DisclosureLevel.ANONYMOUS])
def test_no_part_of_an_anonymous_sheet_names_the_owner(need_at, level):
    assert "架空金属" not in repr(sheet_for(need_at(level), AnonymousUser()))
    assert "kakuu-metal" not in repr(sheet_for(need_at(level), AnonymousUser()))
