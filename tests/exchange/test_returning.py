"""Our own export comes back as it went, and what was edited in it is the only change."""

import csv
import io

import pytest
from tests.factories import EquipmentFactory, MembershipFactory, OrganisationFactory

from hashiwatashi.common.enums import Disclosure
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.enums import Role


def exported(client):
    return client.get("/equipment/", {"export": "csv"}).getvalue()


def table(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def written(rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def test_what_was_edited_is_the_only_change(db, client, take, write):
    lab = OrganisationFactory(name="国立研究開発法人 架空 研究所 センター")
    one = EquipmentFactory(
        owner=lab, name="+α装置", fee_note="不明", place="架空研究所 本館", disclosure=Disclosure.MEMBERS
    )
    other = EquipmentFactory(owner=lab, name="＝記号", uses="-20℃まで冷やす")
    client.force_login(MembershipFactory(organisation=lab, role=Role.CLERK).account)
    head, *rows = table(exported(client))
    edited = {"状態": "停止中", "だれに見せるか": "自機関のみ", "取得日": "令和2年3月31日", "仕様": "架空の仕様"}
    row = next(row for row in rows if row[0] == str(one.uid))
    for name, value in edited.items():
        assert name in head, (name, head)
        row[head.index(name)] = value
    outcome = take("equipment", write(written([head, *rows])), owner_limits=frozenset({lab.pk}))
    assert (outcome.updated, outcome.unchanged, outcome.rejections) == (1, 1, ())
    stored = Equipment.objects.get(pk=one.pk)
    assert (stored.status, stored.disclosure, str(stored.acquired_on), stored.specification, stored.name) == (
        "stopped",
        "related",
        "2020-03-31",
        "架空の仕様",
        "+α装置",
    )
    assert Equipment.objects.get(pk=other.pk).uses == "-20℃まで冷やす"


def test_rows_of_others_are_refused(db, take, write):
    mine, theirs = EquipmentFactory(), EquipmentFactory()
    rows = [
        ("識別子", "名称", "所有機関"),
        (str(theirs.uid), "奪った装置", theirs.owner.name),
        (str(mine.uid), "移した装置", theirs.owner.name),
    ]
    outcome = take("equipment", write(written(rows)), owner_limits=frozenset({mine.owner_id}))
    assert (outcome.rejected, outcome.updated) == (2, 0)
    assert Equipment.objects.count() == 2


def test_an_export_of_another_installation_is_a_list_like_any_other(db, take, write):
    rows = [
        ("識別子", "名称", "所有機関", "外部利用"),
        ("00000000-0000-4000-8000-000000000000", "よその装置", "架空大学", "外部利用可"),
        ("M-12", "番号の装置", "架空大学", "可"),
    ]
    first = take("equipment", write(written(rows)))
    again = take("equipment", write(written(rows)))
    assert (first.created, first.rejected, again.unchanged) == (2, 0, 2)


def test_anothers_keys_do_not_block_ones_own_list(db, take, write):
    """One lab's list was copied from another's, identifiers and all."""
    first, second = OrganisationFactory(), OrganisationFactory()
    text = "doc_id,機器名,所有機関\nK-1,万能試験機,{}\n"
    take("equipment", write(text.format(first.name)), owner_limits=frozenset({first.pk}))
    for _round in range(2):
        outcome = take("equipment", write(text.format(second.name)), owner_limits=frozenset({second.pk}))
        assert outcome.rejections == ()
    assert sorted(Equipment.objects.values_list("owner", flat=True)) == sorted([first.pk, second.pk])
    # The operator's list of the whole nation still finds its own.
    assert take("equipment", write("doc_id,機器名,所有機関\nK-1,別の機器,架空大学\n")).created == 1


def test_rejected_rows_have_no_effect(db, take, write):
    """Two universities that merged, named by rows that are refused."""
    rows = (
        "機器名,所有機関,外部利用,大分類\n装置,大阪府立大学,たぶん,架空の分類\n装置,大阪市立大学,たぶん,架空の分類\n"
    )
    outcome = take("equipment", write(rows + "良い装置,架空大学,可,\n"))
    assert (outcome.created, outcome.rejected) == (1, 2)
    assert list(Organisation.objects.values_list("name", "status")) == [("架空大学", "active")]


@pytest.mark.parametrize("dry_run", [True, False])
def test_what_an_import_does_besides_its_rows_is_told(db, take, write, dry_run):
    known = OrganisationFactory(name="架空研究所", corporate_number=None, prefecture_id=None)
    text = "機器名,所有機関,都道府県\n装置,大阪府立大学,大阪府\n良い装置,架空大学,\n別の装置,架空研究所,大阪府\n"
    outcome = take("equipment", write(text), dry_run=dry_run)
    assert set(outcome.new_owners) == {"大阪府立大学", "架空大学", "大阪公立大学"}
    assert outcome.completed_owners == ("架空研究所",)
    assert outcome.mergers == (("大阪府立大学", "大阪公立大学"),)
    merged = Organisation.objects.filter(status="merged").values_list("name", "successor__name")
    assert list(merged) == ([] if dry_run else [("大阪府立大学", "大阪公立大学")])
    known.refresh_from_db()
    assert known.prefecture_id == (None if dry_run else "27")
    again = take("equipment", write(text), dry_run=dry_run)
    assert (again.new_owners == outcome.new_owners) == dry_run
