"""The stage board, and asking after what stands still (R-31)."""

import datetime

import pytest
import time_machine
from tests.factories import MembershipFactory, OrganisationFactory, SeedFactory
from tests.joining.conftest import told

from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.people.enums import Role
from hashiwatashi.technology.actions import change_seed, register_seed
from hashiwatashi.technology.models import Seed
from hashiwatashi.technology.reminders import ask_after_unmoved

pytestmark = pytest.mark.django_db
BY = SystemActor("test")
DAY = datetime.date(2026, 4, 1)


@pytest.fixture
def place():
    return OrganisationFactory()


@pytest.fixture
def seed(place):
    with time_machine.travel("2026-04-01T12:00:00+09:00"):
        return register_seed(owner=place, title="さびない膜", summary="膜", trl=3, by=BY)


def after(days):
    return DAY + datetime.timedelta(days=days)


def test_owner_and_coordinator_are_asked_on_the_day_and_once(place, seed):
    editor = MembershipFactory(organisation=place, role=Role.RESEARCHER).account
    coordinator = MembershipFactory(organisation=place, role=Role.COORDINATOR).account
    others = [MembershipFactory(organisation=place, role=Role.OFFICER).account, MembershipFactory().account]
    assert ask_after_unmoved(day=after(179), by=BY) == 0
    assert ask_after_unmoved(day=after(180), by=BY) == 2
    assert ask_after_unmoved(day=after(181), by=BY) == 0
    assert [told(one) for one in (editor, coordinator, *others)] == [["seed_unmoved"], ["seed_unmoved"], [], []]
    assert ask_after_unmoved(day=after(360), by=BY) == 2


@pytest.mark.parametrize(
    ("change", "moves"),
    [
        ({"trl": 4}, True),
        ({"blocker": "量産の炉がない"}, True),
        ({"milestone_on": DAY}, True),
        ({"summary": "薄い膜"}, False),
    ],
)
def test_movement_is_readiness_milestone_or_obstacle(seed, change, moves):
    with time_machine.travel("2026-07-01T12:00:00+09:00"):
        change_seed(seed, by=BY, **change)
    stored = Seed.objects.get()
    assert stored.moved_on == (datetime.date(2026, 7, 1) if moves else DAY)
    assert Seed.objects.unmoved_on(after(180)).exists() != moves


def test_a_seed_of_nobody_is_asked_of_nobody(place):
    SeedFactory(owner=None)
    assert ask_after_unmoved(day=datetime.date(2100, 1, 1), by=BY) == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_the_board_shows_ones_own_by_readiness_with_equally_many_queries(
    client, place, rows, django_assert_num_queries
):
    for number in range(rows):
        SeedFactory(owner=place, title=f"膜{number}", trl=2, moved_on=DAY - datetime.timedelta(days=900))
        SeedFactory(owner=place, title=f"粉{number}", blocker="炉がない", milestone_on=datetime.date(2020, 1, 1))
        SeedFactory(title=f"よその種{number}", trl=2)
    client.force_login(MembershipFactory(organisation=place, role=Role.RESEARCHER).account)
    with django_assert_num_queries(5):
        answer = client.get("/seeds/board/")
    shown = [[place.seed.title for place in places] for _title, places in answer.context["columns"]]
    assert shown == [[f"膜{n}" for n in range(rows)], [], [], [f"粉{n}" for n in range(rows)]]
    text = answer.content.decode()
    assert ("よその種" in text, "半年動きなし" in text, "期限超過" in text, "炉がない" in text) == (
        False,
        True,
        True,
        True,
    )


def test_milestone_and_obstacle_are_for_the_organisation_alone(client, place):
    seed = SeedFactory(owner=place, next_milestone="試作", blocker="炉がない")
    for address in (f"/seeds/{seed.uid}/", "/seeds/?export=csv", f"/api/v1/seeds/{seed.uid}", "/api/v1/seeds"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "炉がない" not in b"".join(answer).decode("utf-8-sig"), address
    client.force_login(MembershipFactory(organisation=place).account)
    assert "炉がない" in client.get(f"/seeds/{seed.uid}/").content.decode()
