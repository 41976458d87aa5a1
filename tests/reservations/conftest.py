"""A lab with one instrument that everybody may reserve on weekdays from nine to five, and who uses and keeps it."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone, translation
from tests.factories import AccountFactory, EquipmentFactory, MembershipFactory, OrganisationFactory

from hashiwatashi.common.calendar import is_working_day
from hashiwatashi.common.timespans import TimeSpan
from hashiwatashi.equipment.models import EquipmentClass
from hashiwatashi.opening.models import Unit, UseRules
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.people.enums import Role
from hashiwatashi.reservations.actions import reserve
from hashiwatashi.reservations.closing import set_rules
from hashiwatashi.reservations.wishes import Wish

WEEK = [[[540, 1020]]] * 5 + [[], []]


@pytest.fixture
def lab(db):
    return OrganisationFactory(kind=OrganisationKind.PUBLIC_LAB, name="架空県工業技術センター", prefecture_id="04")


@pytest.fixture
def clerk(lab):
    return MembershipFactory(organisation=lab, role=Role.CLERK).account


@pytest.fixture
def director(lab):
    return MembershipFactory(organisation=lab, role=Role.ADMINISTRATOR).account


@pytest.fixture
def firm(db):
    return OrganisationFactory(kind=OrganisationKind.FIRM, name="株式会社架空鋳造", prefecture_id="04")


@pytest.fixture
def user(firm):
    return MembershipFactory(organisation=firm, role=Role.REPRESENTATIVE).account


@pytest.fixture
def stranger(db):
    return AccountFactory()


@pytest.fixture
def some_class(db):
    return EquipmentClass.objects.create(large="分析装置", small="X線CT")


@pytest.fixture
def rules(lab, clerk):
    made = UseRules(owner=lab, since=date(2020, 4, 1), week=WEEK)
    set_rules(made, by=clerk)
    return made


@pytest.fixture
def unit(lab, rules, some_class):
    equipment = EquipmentFactory(owner=lab, name="X線CT", equipment_class=some_class)
    return Unit.objects.create(equipment=equipment, number=1, since=date(2020, 4, 1))


@pytest.fixture
def day():
    """A working day in three weeks or so, whose week has no holiday."""
    found = timezone.localdate() + timedelta(days=20)
    while not is_working_day(found):
        found += timedelta(days=1)
    return found


@pytest.fixture
def at(day):
    """A span of that day, or one some days later, by the hour."""

    def make(start, end, days=0):
        zone = timezone.get_default_timezone()
        midnight = datetime.combine(day + timedelta(days=days), datetime.min.time(), zone)
        return TimeSpan(midnight + timedelta(hours=start), midnight + timedelta(hours=end))

    return make


@pytest.fixture
def reserved(unit, user, firm):
    """Makes a reservation of the firm's."""

    def make(span, by=user, of=unit, **values):
        told = {"purpose": "鋳物の巣を見る", "organisation": firm} | values
        return reserve(Wish(of, span, user=by), by=by, **told)

    return make


@pytest.fixture(autouse=True)
def _english():
    """Tests look for the words of messages; which language people see is the catalogue's affair."""
    with translation.override("en"):
        yield
