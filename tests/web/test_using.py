"""How much an instrument is used, on its page and its card: hours by year, the programme, the rules in words."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from tests.factories import EquipmentFactory, MembershipFactory, OrganisationFactory
from tests.printed import pages_of, words_of

from hashiwatashi.common.calendar import fiscal_year
from hashiwatashi.opening.enums import Holidays
from hashiwatashi.opening.models import Unit, UseRules
from hashiwatashi.people.enums import Role
from hashiwatashi.reservations.enums import OccupancyKind
from hashiwatashi.reservations.models import Closure, Occupancy
from hashiwatashi.reservations.yearly import use_by_year

pytestmark = pytest.mark.django_db
YEAR = fiscal_year(timezone.localdate()) - 1


@pytest.fixture
def record():
    """Open ten hours each day; tested for five hours on 1 May and for two on 1 April of the year before."""
    owner = OrganisationFactory(kind="public_lab", prefecture_id="04")
    week = [[[480, 1080]]] * 7
    UseRules.objects.create(
        owner=owner,
        since=date(2000, 4, 1),
        week=week,
        holidays=Holidays.ALWAYS,
        licence_level=2,
        takes_tests=True,
    )
    made = EquipmentFactory(owner=owner, name="X線CT", acquisition_programme="架空の整備事業")
    unit = Unit.objects.create(equipment=made, number=1, since=date(YEAR - 1, 4, 1))
    done_test(unit, datetime(YEAR, 5, 1, 9), 5)
    done_test(unit, datetime(YEAR - 1, 4, 1, 9), 2)
    return made


def done_test(unit, start, hours):
    start = start.replace(tzinfo=timezone.get_default_timezone())
    account = MembershipFactory(organisation=unit.equipment.owner, role=Role.CLERK).account
    told = {"unit": unit, "kind": OccupancyKind.TEST, "starts": start, "ends": start + timedelta(hours=hours)}
    closure = Closure.objects.create(**told, reason="依頼試験", made_by=account)
    Occupancy.objects.create(**told, closure=closure)


def test_hours_are_those_of_each_year(record, django_assert_num_queries):
    units = list(Unit.objects.of([record.pk]).for_lists())
    with django_assert_num_queries(4):
        found = use_by_year(units, [YEAR - 1, YEAR, YEAR + 5], timezone.now())
    days = (date(YEAR + 1, 4, 1) - date(YEAR, 4, 1)).days
    assert (found[YEAR].used, found[YEAR].open) == (300, days * 600)
    assert found[YEAR - 1].used == 120
    assert YEAR + 5 not in found


def test_the_page_shows_programme_and_yearly_use(client, record, build_index):
    build_index()
    page = client.get(f"/equipment/{record.uid}/")
    assert [one.year for one in page.context["years"]] == [YEAR + 1, YEAR, YEAR - 1]
    text = page.content.decode()
    assert "架空の整備事業" in text
    assert "依頼試験" not in text.split("yearly-use")[1].split("</section>")[0]


def test_without_units_there_is_no_table(client, build_index):
    record = EquipmentFactory()
    build_index()
    assert "yearly-use" not in client.get(f"/equipment/{record.uid}/").content.decode()


def test_the_card_tells_rules_needs_and_use_on_one_page(client, record):
    answer = client.get(f"/equipment/{record.uid}/card.pdf")
    assert pages_of(answer.content) == [1]
    words = words_of(answer.content)
    for told in ("08:00–18:00", "操作資格", "0.1%"):
        assert told in words
