import pytest
from tests.factories import EquipmentFactory, OrganisationFactory

from hashiwatashi.common.actions import values_before
from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.common.errors import EditConflict, InvalidInput
from hashiwatashi.equipment.actions import change_equipment, register_equipment
from hashiwatashi.equipment.events import EquipmentEvent
from hashiwatashi.equipment.models import Equipment

TESTER = SystemActor("test")


def test_registering_stores_the_record_and_one_line(db):
    owner = OrganisationFactory()
    equipment = register_equipment(by=TESTER, owner=owner, name="万能試験機")
    line = AuditEvent.objects.get()
    assert (line.event, line.subject_uid, line.data["after"]["name"]) == (
        EquipmentEvent.REGISTERED,
        equipment.uid,
        "万能試験機",
    )


def test_changing_tells_before_and_after(db):
    equipment = EquipmentFactory(name="万能試験機", maker="")
    changed = change_equipment(equipment, by=TESTER, maker="架空精機", name="万能試験機")
    assert changed == {"maker": ("", "架空精機")}
    assert AuditEvent.objects.get().data == {"changed": {"maker": ["", "架空精機"]}, "version": 2}


def test_changing_nothing_writes_nothing(db):
    equipment = EquipmentFactory(name="万能試験機")
    assert change_equipment(equipment, by=TESTER, name="万能試験機") == {}
    assert AuditEvent.objects.count() == 0


def test_a_value_that_cannot_be_stored_is_named_and_nothing_is_kept(db):
    with pytest.raises(InvalidInput) as refusal:
        register_equipment(by=TESTER, owner=OrganisationFactory(), name="")
    assert list(refusal.value.data["fields"]) == ["name"]
    assert (Equipment.objects.count(), AuditEvent.objects.count()) == (0, 0)


def test_two_changes_of_different_fields_both_hold(db):
    """The second was loaded before the first was stored."""
    one = EquipmentFactory(name="万能試験機", maker="")
    other = Equipment.objects.get(pk=one.pk)
    change_equipment(one, by=TESTER, maker="架空精機")
    assert change_equipment(other, by=TESTER, model="KT-1") == {"model": ("", "KT-1")}
    stored = Equipment.objects.get(pk=one.pk)
    assert (stored.maker, stored.model, stored.version) == ("架空精機", "KT-1", 3)
    assert (other.maker, other.version) == ("架空精機", 3)


def test_a_change_from_an_outdated_version_is_refused_with_what_is_stored(db):
    one = EquipmentFactory(maker="")
    other = Equipment.objects.get(pk=one.pk)
    change_equipment(one, by=TESTER, version=1, maker="架空精機")
    with pytest.raises(EditConflict) as refusal:
        change_equipment(other, by=TESTER, version=1, maker="別の精機")
    assert (refusal.value.data["record"].maker, Equipment.objects.get(pk=one.pk).maker) == ("架空精機", "架空精機")
    assert (other.maker, AuditEvent.objects.count()) == ("", 1)


def test_a_refused_change_leaves_the_callers_record_as_it_was(db):
    equipment = EquipmentFactory(name="万能試験機")
    with pytest.raises(InvalidInput):
        change_equipment(equipment, by=TESTER, name="")
    assert equipment.name == "万能試験機"


def test_a_field_the_record_does_not_have_is_a_mistake_of_ours(db):
    with pytest.raises(TypeError, match="makre"):
        change_equipment(EquipmentFactory(), by=TESTER, makre="架空精機")


def test_what_the_fields_were_before_later_changes(db):
    equipment = EquipmentFactory(maker="", model="")
    for changes in ({"maker": "甲"}, {"maker": "乙", "model": "KT-1"}):
        change_equipment(equipment, by=TESTER, **changes)
    assert values_before(equipment, 1) == {"maker": "", "model": ""}
    assert values_before(equipment, 2) == {"maker": "甲", "model": ""}
    assert values_before(equipment, 3) == {}


@pytest.mark.parametrize("owner", [{"owner_id": 0}, {"owner": OrganisationFactory.build(pk=77)}])
def test_a_related_record_that_is_not_stored_is_named(db, owner):
    with pytest.raises(InvalidInput) as refusal:
        register_equipment(by=TESTER, name="万能試験機", **owner)
    assert list(refusal.value.data["fields"]) == ["owner"]
