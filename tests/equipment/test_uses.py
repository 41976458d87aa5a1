import pytest

from hashiwatashi.equipment.models import Equipment, EquipmentClass
from hashiwatashi.equipment.uses import general_uses


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("フーリエ変換赤外分光光度計 ＦＴ－ＩＲ", "異物の分析"),
        ("電界放出形走査電子顕微鏡(FE-SEM)", "異物の分析"),
        ("ﾏｲｸﾛﾌｫｰｶｽX線CT", "壊さずに見る"),
        ("SEM", "破面"),
    ],
)
def test_technical_names_have_plain_words(name, words):
    assert words in general_uses(Equipment(name=name))


@pytest.mark.parametrize("name", ["Seminar room", "システム", "会議室", ""])
def test_other_things_have_none(name):
    assert general_uses(Equipment(name=name)) == ""


def test_the_class_tells_where_the_name_does_not():
    kind = EquipmentClass(large="分析装置", small="原子吸光分析装置")
    assert "元素" in general_uses(Equipment(name="iCE 3500", equipment_class=kind))


def test_the_owners_own_words_stand_alone():
    assert general_uses(Equipment(name="SEM", uses="文化財の調査に使っています")) == ""
