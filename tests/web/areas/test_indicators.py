"""What is counted in the prefectures: each number is that of the list it leads to, for whoever asks."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone
from tests.factories import (
    CallFactory,
    EquipmentFactory,
    ExpertFactory,
    MembershipFactory,
    NeedFactory,
    OrganisationFactory,
    SeedFactory,
)

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.enums import Disclosure
from hashiwatashi.equipment.enums import ExternalUse, OperatingStatus
from hashiwatashi.equipment.models import EquipmentClass
from hashiwatashi.needs.enums import DisclosureLevel
from hashiwatashi.people.enums import ExpertKind
from hashiwatashi.people.models import Account
from hashiwatashi.web.areas.indicators import INDICATORS, Counted
from hashiwatashi.web.areas.standing import standings, whole

pytestmark = pytest.mark.django_db
PLACES = ("04", "13", "47")


@pytest.fixture
def world():
    lab = OrganisationFactory(prefecture_id="04")
    _equipment(lab)
    SeedFactory(owner=lab, disclosure=Disclosure.MEMBERS)
    SeedFactory(owner=OrganisationFactory(prefecture_id="13"))
    for kind, areas, until in (
        (ExpertKind.COORDINATOR, ["04", "13"], None),
        (ExpertKind.RESEARCHER, ["04"], None),
        (ExpertKind.COORDINATOR, ["04"], date(2025, 1, 1)),
        (ExpertKind.COORDINATOR, [], None),
    ):
        ExpertFactory(kind=kind, until=until, organisation=lab).areas.set(areas)
    CallFactory(funder=lab)
    CallFactory(is_nationwide=True).areas.set(["04"])
    CallFactory(is_nationwide=False).areas.set(["04", "13"])
    CallFactory(is_nationwide=False, closes_at=timezone.now() - timedelta(days=1)).areas.set(["04"])
    NeedFactory(owner=lab, level=DisclosureLevel.NAMED)
    NeedFactory(owner=lab, level=DisclosureLevel.ANONYMOUS)
    NeedFactory(owner=lab, level=DisclosureLevel.NAMED, disclosure=Disclosure.MEMBERS)
    return lab


def _equipment(lab):
    large = EquipmentClass.objects.create(large="分析装置")
    today = timezone.localdate()
    for values in (
        {"equipment_class": large, "verified_on": today},
        {"verified_on": today - timedelta(days=365)},
        {"verified_on": today - timedelta(days=366), "external_use": ExternalUse.CLOSED},
        {"external_use": ExternalUse.UNKNOWN, "disclosure": Disclosure.MEMBERS},
        {"status": OperatingStatus.RETIRED},
        {"prefecture_id": "13", "equipment_class": large, "external_use": ExternalUse.CONDITIONAL},
        {"prefecture_id": None},
    ):
        EquipmentFactory(owner=lab, **values)


def clients():
    member = Client()
    member.force_login(MembershipFactory(organisation=OrganisationFactory(prefecture_id="13")).account)
    return {"anybody": Client(), "member": member}


@pytest.mark.parametrize("key", INDICATORS)
@pytest.mark.parametrize("large", ["", "分析装置"])
def test_each_number_is_that_of_the_list_it_leads_to(world, key, large):
    for name, client in clients().items():
        rows = {
            row.prefecture.code: row for row in client.get("/areas/", {"count": key, "field": large}).context["rows"]
        }
        for code in PLACES:
            total = client.get(rows[code].href).context["page"].paginator.count
            assert rows[code].counted.number == total, (name, code, rows[code].href)


NUMBERS = {
    "equipment": (3, 4),
    "open": (2, 2),
    "open_share": (2, 2),
    "confirmed": (2, 2),
    "confirmed_share": (2, 2),
    "seeds": (0, 1),
    "experts": (2, 2),
    "coordinators": (1, 1),
    "calls": (3, 3),
    "local_calls": (1, 1),
    "organisations": (1, 1),
    "needs": (1, 2),
}


@pytest.mark.parametrize("key", INDICATORS)
def test_numbers_count_only_what_the_visitor_may_see(world, django_assert_num_queries, key):
    member = Account.objects.get(
        pk=MembershipFactory(organisation=OrganisationFactory(prefecture_id="13")).account_id
    )
    assert member.current_organisation_ids
    told = []
    for visitor in (AnonymousUser(), member):
        with django_assert_num_queries(1):
            told.append(INDICATORS[key].counted(visitor).get("04", Counted()).number)
    assert tuple(told) == NUMBERS[key]


def test_a_share_is_of_what_the_visitor_may_see(world):
    member = MembershipFactory(organisation=OrganisationFactory(prefecture_id="13")).account
    share = INDICATORS["open_share"]
    bases = [share.counted(visitor)["04"].base for visitor in (AnonymousUser(), member)]
    assert bases == [3, 4]


def test_ranks_are_shared_by_equal_numbers_and_left_out_for_none(world):
    areas = list(Prefecture.objects.all())
    one = INDICATORS["equipment"]
    stand = {row.prefecture.code: row for row in standings(areas, one, one.counted(AnonymousUser()))}
    assert (stand["04"].rank, stand["13"].rank, stand["01"].rank, stand["47"].rank) == (1, 2, 3, 3)
    assert (stand["04"].part, stand["13"].part) == (75, 25)
    share = INDICATORS["open_share"]
    stand = {row.prefecture.code: row for row in standings(areas, share, share.counted(AnonymousUser()))}
    assert (stand["13"].rank, stand["04"].rank, stand["01"].rank) == (1, 2, None)
    assert (stand["04"].written, stand["01"].written) == ("67%", "—")


def test_where_nobody_has_any_nobody_is_first():
    one = INDICATORS["seeds"]
    stand = standings(list(Prefecture.objects.all()), one, one.counted(AnonymousUser()))
    assert {(row.written, row.rank, row.part) for row in stand} == {("0", None, None)}


def test_the_whole_is_told_only_where_records_count_once(world):
    told = {key: whole(one, one.counted(AnonymousUser())) for key, one in INDICATORS.items()}
    assert told["equipment"] == Counted(4)
    assert told["open_share"] == Counted(3, 4)
    assert [key for key, one in told.items() if one is None] == ["experts", "coordinators", "calls", "local_calls"]
