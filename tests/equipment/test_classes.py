from tests.factories import EquipmentFactory, OrganisationFactory

from hashiwatashi.equipment.classes import NO_CLASS, SCHEMES, Holding, instruments_of_kind
from hashiwatashi.equipment.enums import ExternalUse
from hashiwatashi.equipment.models import Equipment, EquipmentClass


def test_instruments_are_counted_by_kind_and_one_of_two_kinds_in_each(db, django_assert_num_queries):
    owner = OrganisationFactory()
    EquipmentFactory(owner=owner, name="走査電子顕微鏡")
    EquipmentFactory(owner=owner, name="走査電子顕微鏡", prefecture_id="13", external_use=ExternalUse.CLOSED)
    EquipmentFactory(owner=owner, name="架空の何か", prefecture_id=None)
    with django_assert_num_queries(1):
        counted = SCHEMES["kind"].counted(Equipment.objects.all())
    assert counted == {
        ("sem", "04"): Holding(1, 1),
        ("sem", "13"): Holding(1, 0),
        (NO_CLASS, None): Holding(1, 1),
    }


def test_a_class_tells_the_kind_where_the_name_does_not(db):
    small = EquipmentClass.objects.create(large="分析", small="走査電子顕微鏡")
    one = EquipmentFactory(name="架空一号", equipment_class=small)
    other = EquipmentFactory(name="架空二号")
    assert instruments_of_kind("sem") == [one.pk]
    assert instruments_of_kind(NO_CLASS) == [other.pk]


def test_instruments_are_counted_by_large_class(db, django_assert_num_queries):
    small = [EquipmentClass.objects.create(large="分析", small=name) for name in ("一", "二")]
    for one in (*small, None):
        EquipmentFactory(equipment_class=one)
    with django_assert_num_queries(1):
        counted = SCHEMES["large"].counted(Equipment.objects.all())
    assert counted == {("分析", "04"): Holding(2, 2), (NO_CLASS, "04"): Holding(1, 1)}
