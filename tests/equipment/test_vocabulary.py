"""The sheets of the vocabulary hold together, and technical names are understood."""

import csv

import pytest

from hashiwatashi.equipment import vocabulary as module
from hashiwatashi.equipment.models import Equipment, EquipmentClass
from hashiwatashi.equipment.vocabulary import general_uses, kinds_of, vocabulary


def test_the_sheets_are_large_enough_and_point_at_each_other():
    known = vocabulary()
    assert len(known.kinds) >= 250
    assert len(known.methods) >= 120
    assert len(known.problems) >= 250
    used = {key for one in (*known.kinds.values(), *known.problems.values()) for key in one.methods}
    assert used == set(known.methods)
    for kind in known.kinds.values():
        assert kind.ja
        assert kind.en
        assert kind.names or kind.weak
        assert kind.methods
    for problem in known.problems.values():
        assert problem.ja
        assert problem.en
        assert problem.phrases
        assert problem.methods


@pytest.mark.parametrize("sheet", ["kinds", "methods", "problems"])
def test_no_key_stands_twice(sheet):
    keys = [row["key"] for row in module._sheet(sheet)]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("フーリエ変換赤外分光光度計 ＦＴ－ＩＲ", "ftir"),
        ("電界放出形走査電子顕微鏡(FE-SEM)", "sem"),
        ("ﾏｲｸﾛﾌｫｰｶｽX線CT", "x-ray-ct"),
        ("X 線 CT 評価装置", "x-ray-ct"),
        ("倒立顕 微 鏡", "optical-microscope"),
        ("まいくろすこーぷ", "digital-microscope"),
        ("SEM", "sem"),
    ],
)
def test_technical_names_are_understood(name, kind):
    assert kind in {one.key for one in kinds_of(Equipment(name=name))}


@pytest.mark.parametrize("name", ["Seminar", "システム", ""])
def test_other_names_mean_no_kind(name):
    assert kinds_of(Equipment(name=name)) == ()
    assert general_uses(Equipment(name=name)) == ""


def test_the_class_tells_where_the_name_does_not():
    of_class = EquipmentClass(large="分析装置", small="原子吸光分析装置")
    assert "元素分析" in general_uses(Equipment(name="iCE 3500", equipment_class=of_class))


def test_uses_are_told_in_both_languages_and_the_owners_own_words_stand_alone():
    assert general_uses(Equipment(name="SEM"), "ja").startswith("電子顕微鏡観察、破面観察")
    assert general_uses(Equipment(name="SEM"), "en").startswith("electron microscopy, fractography")
    assert general_uses(Equipment(name="SEM", uses="文化財の調査に使っています")) == ""


@pytest.mark.real_input
def test_nearly_every_instrument_of_a_real_catalogue_has_a_kind(shared_data):
    with (shared_data / "equipment_japan.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    classes = [EquipmentClass(large=row["category_general"], small=row["category_detail"]) for row in rows]
    given = [Equipment(name=row["name"], equipment_class=one) for row, one in zip(rows, classes, strict=True)]
    assert sum(bool(kinds_of(one)) for one in given) >= 0.95 * len(given)


@pytest.mark.parametrize(
    ("name", "kind", "other"),
    [
        ("近赤外分光光度計", "near-infrared", "ftir"),
        ("電子スピン共鳴装置", "esr", "spin-coater"),
        ("CO2インキュベーター", "incubator", "radiation-detector"),
        ("シールドルーム", "emc-chamber", "packaging-machine"),
    ],
)
def test_a_name_that_is_but_a_part_of_another_kinds_does_not_count(name, kind, other):
    keys = {one.key for one in kinds_of(Equipment(name=name))}
    assert (kind in keys, other in keys) == (True, False)
