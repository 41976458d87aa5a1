import pytest
from tests.factories import EquipmentFactory, OrganisationFactory

from hashiwatashi.common.audit.events import Event
from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.equipment.actions import change_equipment, register_equipment
from hashiwatashi.equipment.models import Equipment

TESTER = SystemActor("test")


def test_registering_stores_the_record_and_one_line(db):
    owner = OrganisationFactory()
    equipment = register_equipment(by=TESTER, owner=owner, name="万能試験機")
    line = AuditEvent.objects.get()
    assert (line.event, line.subject_uid, line.data["after"]["name"]) == (
        Event.EQUIPMENT_REGISTERED,
        equipment.uid,
        "万能試験機",
    )


def test_changing_tells_before_and_after(db):
    equipment = EquipmentFactory(name="万能試験機", maker="")
    changed = change_equipment(equipment, by=TESTER, maker="架空精機", name="万能試験機")
    assert changed == {"maker": ("", "架空精機")}
    assert AuditEvent.objects.get().data == {"changed": {"maker": ["", "架空精機"]}}


def test_changing_nothing_writes_nothing(db):
    equipment = EquipmentFactory(name="万能試験機")
    assert change_equipment(equipment, by=TESTER, name="万能試験機") == {}
    assert AuditEvent.objects.count() == 0


def test_a_value_that_cannot_be_stored_is_named_and_nothing_is_kept(db):
    with pytest.raises(InvalidInput) as refusal:
        register_equipment(by=TESTER, owner=OrganisationFactory(), name="")
    assert list(refusal.value.data["fields"]) == ["name"]
    assert (Equipment.objects.count(), AuditEvent.objects.count()) == (0, 0)
