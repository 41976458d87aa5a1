"""On real input: a lab adopts ten imported instruments, tells its hours by an Excel sheet, takes a reservation."""

from datetime import datetime, timedelta

import pytest
from django.db.models import Count
from django.utils import timezone
from tests.factories import AccountFactory, MembershipFactory

from hashiwatashi.common.calendar import is_working_day
from hashiwatashi.common.timespans import TimeSpan
from hashiwatashi.equipment.actions import confirm_many
from hashiwatashi.equipment.enums import USABLE, OperatingStatus
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.exchange.actions import run_import
from hashiwatashi.opening.models import Unit, UseRules
from hashiwatashi.people.enums import Role
from hashiwatashi.reservations.actions import reserve
from hashiwatashi.reservations.enums import Obstacle, ReservationStage
from hashiwatashi.reservations.obstacles import CannotReserve
from hashiwatashi.reservations.wishes import Wish
from hashiwatashi.web.opening.sheets import workbook

pytestmark = [pytest.mark.real_input, pytest.mark.django_db]


@pytest.fixture
def adopted(take, shared_data):
    """Ten running instruments of one institution that are open to outsiders, confirmed by its clerk."""
    take("equipment", shared_data / "equipment_japan.csv")
    usable = Equipment.objects.filter(external_use__in=USABLE, status=OperatingStatus.RUNNING)
    counted = usable.values("owner").annotate(number=Count("pk")).filter(number__gte=10).order_by("number", "owner")
    owner = counted[0]["owner"]
    clerk = MembershipFactory(organisation_id=owner, role=Role.CLERK).account
    keys = list(usable.filter(owner=owner).order_by("source_key").values_list("pk", flat=True)[:10])
    confirm_many(Equipment.objects.filter(pk__in=keys), by=clerk, day=timezone.localdate())
    return list(Equipment.objects.filter(pk__in=keys).select_related("owner").order_by("name", "pk")), clerk


def slot(hour):
    day = timezone.localdate() + timedelta(days=14)
    while not is_working_day(day):
        day += timedelta(days=1)
    start = datetime.combine(day, datetime.min.time(), timezone.get_default_timezone()) + timedelta(hours=hour)
    return TimeSpan(start, start + timedelta(hours=2))


def test_a_lab_takes_its_first_reservation(adopted, write):
    machines, clerk = adopted
    path = write(workbook(machines[0].owner, machines).content(), name="opening.xlsx")
    limits = frozenset({machines[0].owner_id})
    for table, rows in (("use_rules", 1), ("units", 10)):
        counts = run_import(table, path, by=clerk, owner_limits=limits).counts()
        assert (counts["rows"], counts["created"], counts["rejected"]) == (rows, rows, 0)
    assert UseRules.objects.get().owner == machines[0].owner
    units = list(Unit.objects.select_related("equipment__owner").order_by("equipment__name", "pk"))
    assert [unit.equipment for unit in units] == machines
    user = AccountFactory()
    made = reserve(Wish(units[0], slot(9), user=user), by=user, purpose="表面の元素を調べる")
    assert (made.stage, made.owner_id) == (ReservationStage.HELD, machines[0].owner_id)
    with pytest.raises(CannotReserve) as refusal:
        reserve(Wish(units[0], slot(10), user=AccountFactory()), by=user, purpose="同じ時間")
    assert refusal.value.obstacle == Obstacle.TAKEN
