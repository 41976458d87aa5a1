"""Bags of accounts."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from tests.factories import AccountFactory, EquipmentFactory, NeedFactory

from hashiwatashi.bags.actions import (
    MOST_BAGS,
    current_bag,
    delete_bag,
    entries_of,
    fill,
    make_bag,
    share,
    unshare,
    use_bag,
)
from hashiwatashi.bags.contents import contents
from hashiwatashi.bags.entries import MOST, Entry
from hashiwatashi.bags.models import Bag
from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.enums import Disclosure
from hashiwatashi.common.errors import Conflict, InvalidInput
from hashiwatashi.matching.enums import Kind
from hashiwatashi.needs.enums import DisclosureLevel

pytestmark = pytest.mark.django_db


def test_one_bag_is_in_use_at_a_time():
    account = AccountFactory()
    first = current_bag(by=account)
    second = make_bag(by=account, title="別の訪問")
    assert current_bag(by=account) == second
    first.refresh_from_db()
    use_bag(first, by=account)
    assert list(Bag.objects.visible_to(account).in_use()) == [first]


def test_deleting_the_bag_in_use_brings_another_one_into_use():
    account = AccountFactory()
    first = current_bag(by=account)
    delete_bag(make_bag(by=account, title="別の訪問"), by=account)
    assert list(Bag.objects.visible_to(account).in_use()) == [first]


def test_nobody_else_sees_a_bag():
    account = AccountFactory()
    current_bag(by=account)
    for other in (AccountFactory(is_superuser=True), AnonymousUser()):
        assert not Bag.objects.visible_to(other).exists()


def test_a_bag_needs_a_name_and_an_account_has_only_so_many():
    account = AccountFactory()
    with pytest.raises(InvalidInput):
        make_bag(by=account, title="")
    for number in range(MOST_BAGS):
        make_bag(by=account, title=f"訪問{number}")
    with pytest.raises(Conflict):
        make_bag(by=account, title="もう一つ")


def test_a_bag_holds_only_so_much():
    account, record = AccountFactory(), EquipmentFactory()
    bag = current_bag(by=account)
    with pytest.raises(Conflict):
        fill(bag, [Entry(Kind.EQUIPMENT, record.uid)] * (MOST + 1), by=account)


def test_what_is_in_it_comes_out_in_order_and_as_it_went_in():
    account = AccountFactory()
    entries = [Entry(Kind.EQUIPMENT, EquipmentFactory().uid, f"メモ{number}", "異物") for number in range(3)]
    bag = current_bag(by=account)
    fill(bag, entries[::-1], by=account)
    assert entries_of(bag) == entries[::-1]


def test_records_come_through_the_door_of_whoever_looks():
    shown, hidden = EquipmentFactory(), EquipmentFactory(disclosure=Disclosure.RELATED)
    need = NeedFactory(level=DisclosureLevel.ANONYMOUS)
    rows = [(Kind.EQUIPMENT, hidden), (Kind.EQUIPMENT, shown), (Kind.NEED, need)]
    found = contents([Entry(kind, record.uid) for kind, record in rows], AnonymousUser())
    assert [content.found is not None for content in found] == [False, True, True]
    assert found[2].found.owner is None


@pytest.mark.parametrize("number", [1, 3])
def test_records_of_a_kind_cost_one_query(django_assert_num_queries, number):
    entries = [Entry(Kind.EQUIPMENT, EquipmentFactory().uid) for _ in range(number)]
    with django_assert_num_queries(1):
        assert all(content.found for content in contents(entries, AnonymousUser()))


def test_sharing_holds_for_thirty_days_and_can_be_withdrawn():
    account, now = AccountFactory(), timezone.now()
    bag = current_bag(by=account)
    share(bag, by=account, now=now)
    first = bag.shared_key
    assert bag.is_shared_at(now + datetime.timedelta(days=29))
    assert not bag.is_shared_at(now + datetime.timedelta(days=30))
    share(bag, by=account, now=now)
    assert bag.shared_key != first
    unshare(bag, by=account)
    assert not bag.is_shared_at(now)
    told = list(AuditEvent.objects.order_by("pk").values_list("event", flat=True))
    assert told == ["bag.shared", "bag.shared", "bag.unshared"]


def test_the_trail_tells_nothing_of_what_is_gathered():
    account = AccountFactory()
    bag = make_bag(by=account, title="架空社の件", for_whom="架空社", note="内密")
    fill(bag, [Entry(Kind.EQUIPMENT, EquipmentFactory().uid, "メモ")], by=account)
    share(bag, by=account)
    assert [line.data.keys() for line in AuditEvent.objects.all()] == [{"until"}]
