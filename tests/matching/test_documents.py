import datetime

import pytest
from tests.factories import (
    CallFactory,
    EquipmentFactory,
    ExpertFactory,
    NeedFactory,
    OrganisationFactory,
    SeedFactory,
)

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.enums import Disclosure
from hashiwatashi.equipment.enums import OperatingStatus
from hashiwatashi.equipment.models import EquipmentClass
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.sources import all_documents, documents_of
from hashiwatashi.needs.enums import DisclosureLevel
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.organisations.models import Organisation, OrganisationName

pytestmark = pytest.mark.django_db


def document(kind, record):
    (found,) = documents_of(kind, [record.pk])
    return found


def test_equipment_tells_what_it_is_for_first():
    large = EquipmentClass.objects.create(large="分析装置", small="質量分析")
    record = EquipmentFactory(maker="架空精機", model="K-1", equipment_class=large, prefecture_id="05")
    found = document(Kind.EQUIPMENT, record)
    assert found.id == f"equipment:{record.pk}"
    assert found.title == record.name
    assert found.text.splitlines() == [record.uses, "分析装置 / 質量分析", "架空精機 K-1"]
    assert found.context.splitlines() == [f"{record.owner.name} 秋田県"]
    assert found.keywords == {
        "kind": ("equipment",),
        "pk": (str(record.pk),),
        "prefecture": ("05",),
        "field": ("分析装置",),
        "external_use": ("open",),
        "instrument": ("sem",),
        "owner": (str(record.owner_id),),
        "same": (f"{record.owner_id} {record.name.lower()} 架空精機 k-1",),
        "audience": ("public",),
    }


def test_equipment_is_where_its_owner_is_unless_it_says_otherwise():
    assert document(Kind.EQUIPMENT, EquipmentFactory(prefecture_id=None)).keywords["prefecture"] == ("04",)
    nowhere = EquipmentFactory(prefecture_id=None, owner__prefecture_id=None)
    assert document(Kind.EQUIPMENT, nowhere).keywords["prefecture"] == ("",)


def test_former_names_and_both_sides_of_a_merger_lead_to_what_an_organisation_has():
    old = OrganisationFactory(name="架空第一大学")
    new = OrganisationFactory(name="架空総合大学")
    Organisation.objects.filter(pk=old.pk).update(successor=new, status="merged")
    OrganisationName.objects.create(organisation=new, name="架空高等工業学校")
    of_new = document(Kind.EQUIPMENT, EquipmentFactory(owner=new)).context.splitlines()[0]
    of_old = document(Kind.EQUIPMENT, EquipmentFactory(owner=old)).context.splitlines()[0]
    assert of_new == "架空総合大学 架空高等工業学校 架空第一大学 宮城県"
    assert of_old == "架空第一大学 架空総合大学 宮城県"


def test_what_is_retired_and_firms_that_say_nothing_are_left_out():
    EquipmentFactory(owner__kind=OrganisationKind.FIRM, status=OperatingStatus.RETIRED)
    OrganisationFactory(kind=OrganisationKind.FIRM, about="ばねを作る", name="架空発条")
    OrganisationFactory(name="架空試験場")
    assert [found.title for found in all_documents()] == ["架空発条", "架空試験場"]


def test_a_call_is_in_all_its_areas_or_nationwide():
    areas = CallFactory(
        is_nationwide=False,
        opens_at=datetime.datetime(2026, 4, 1, tzinfo=datetime.UTC),
    )
    areas.areas.set(Prefecture.objects.filter(code__in=("04", "05")))
    found = document(Kind.CALL, areas).keywords
    assert found["prefecture"] == ("04", "05")
    assert found["opens"] == ("2026-04-01T00:00:00+00:00",)
    assert found["closes"] == ("",)
    assert document(Kind.CALL, CallFactory()).keywords["prefecture"] == ("00",)


def test_an_expert_is_at_home_and_in_all_areas_covered():
    expert = ExpertFactory()
    expert.areas.set(Prefecture.objects.filter(code="05"))
    assert document(Kind.EXPERT, expert).keywords["prefecture"] == ("04", "05")


@pytest.mark.parametrize("level", [DisclosureLevel.TITLE, DisclosureLevel.ANONYMOUS])
@pytest.mark.parametrize("disclosure", list(Disclosure))
def test_no_part_of_a_document_tells_the_owner_of_a_need_below_named(level, disclosure):
    owner = OrganisationFactory(kind=OrganisationKind.FIRM, name="架空秘密製作所", name_en="Kakuu", pk=987_654)
    need = NeedFactory(
        owner=owner,
        level=level,
        disclosure=disclosure,
        source_url="https://example.jp/987654",
        credit="架空秘密製作所",
    )
    found = document(Kind.NEED, need)
    everything = f"{found.title}{found.text}{found.context}{found.keywords}"
    assert [part for part in ("秘密", "Kakuu", "987", "宮城") if part in everything] == []
    assert found.keywords["prefecture"] == ("",)
    assert (need.text in found.text) == (level == DisclosureLevel.ANONYMOUS)


def test_a_named_need_leads_to_its_owner():
    need = NeedFactory(level=DisclosureLevel.NAMED)
    found = document(Kind.NEED, need)
    assert (found.text, found.context) == (need.text, need.owner.name)
    assert found.keywords["prefecture"] == ("04",)


def test_the_version_changes_with_any_part_and_with_nothing_else():
    equipment = EquipmentFactory()
    first = document(Kind.EQUIPMENT, equipment).version
    equipment.save()
    assert document(Kind.EQUIPMENT, equipment).version == first
    versions = {first}
    for name, value in [
        ("name", "旋盤"),
        ("uses", "削る"),
        ("external_use", "closed"),
        ("place", "2号館"),
        ("disclosure", "members"),
    ]:
        setattr(equipment, name, value)
        equipment.save()
        versions.add(document(Kind.EQUIPMENT, equipment).version)
    assert len(versions) == 6
    assert all(0 <= version < 2**63 for version in versions)


@pytest.mark.parametrize(
    ("kind", "factory", "queries"),
    [
        (Kind.EQUIPMENT, EquipmentFactory, 3),
        (Kind.SEED, SeedFactory, 3),
        (Kind.EXPERT, ExpertFactory, 4),
        (Kind.CALL, CallFactory, 4),
        (Kind.NEED, NeedFactory, 3),
        (Kind.ORGANISATION, OrganisationFactory, 3),
    ],
)
@pytest.mark.parametrize("count", [3, 30])
def test_many_records_are_read_with_a_fixed_number_of_queries(
    django_assert_num_queries, kind, factory, queries, count
):
    owned = {Kind.CALL: {"funder": OrganisationFactory()}}.get(kind, {})
    ids = [factory(**owned).pk for _ in range(count)]
    with django_assert_num_queries(queries):
        assert len(list(documents_of(kind, ids))) == count
