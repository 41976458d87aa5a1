"""Maker, model and abbreviation as names tell them."""

import pytest

from hashiwatashi.equipment.models import Equipment
from hashiwatashi.equipment.names import Proposed, proposed


@pytest.mark.parametrize(
    ("name", "maker", "model", "abbreviation"),
    [
        ("FE-SEM 日本電子(JSM-6700F)", "日本電子", "JSM-6700F", "FE-SEM"),
        ("紫外可視近赤外分光光度計 (島津製作所製) SS3700", "島津製作所", "SS3700", ""),
        ("電子スピン共鳴装置 (JEOL・FA200)", "日本電子", "FA200", ""),
        ("ＦＴ－ＩＲ　ＪＡＳＣＯ　ＦＴ－６３００", "日本分光", "FT-6300", "FT-IR"),
        ("走査電子顕微鏡(日立SU-3500)", "日立ハイテク", "SU-3500", ""),
        ("冷凍機付インキュベーター(K2025002)", "", "", ""),
        ("X線CT装置 2台", "", "", "CT"),
        ("三次元測定機", "", "", ""),
        ("ステンレス SUS304 溶接機", "", "", ""),
        ("NMR 400MHz", "", "", "NMR"),
    ],
)
def test_names_tell_maker_model_and_abbreviation(name, maker, model, abbreviation):
    assert proposed(Equipment(name=name)) == Proposed(maker, model, abbreviation)


def test_what_the_owner_says_is_not_proposed_again():
    said = Equipment(name="FE-SEM 日本電子(JSM-6700F)", maker="架空精機", model="K-1")
    assert proposed(said) == Proposed("", "", "FE-SEM")


def test_a_name_that_tells_nothing_proposes_nothing():
    assert not proposed(Equipment(name="架空の装置"))
