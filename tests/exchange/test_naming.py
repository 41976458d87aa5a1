"""Cells that hold an organisation, its department and a room are taken apart only where that is sure."""

import pytest

from hashiwatashi.exchange.bodies.naming import Place, take_apart


@pytest.mark.parametrize(
    ("cell", "owner", "department", "room"),
    [
        ("北海道大学", "北海道大学", "", ""),
        (
            "東北大学 研究推進・支援機構コアファシリティ統括センター",
            "東北大学",
            "研究推進・支援機構コアファシリティ統括センター",
            "",
        ),
        ("香川大学 創造工学部 6号館 1F 分析室1", "香川大学", "創造工学部", "6号館 1F 分析室1"),
        ("熊本大学工学部附属工学研究機器センター", "熊本大学", "工学部附属工学研究機器センター", ""),
        ("東京大学大学院理学系研究科", "東京大学", "大学院理学系研究科", ""),
        (
            "北陸先端科学技術大学院大学 マテリアルサイエンス系",
            "北陸先端科学技術大学院大学",
            "マテリアルサイエンス系",
            "",
        ),
        ("奈良工業高等専門学校 共通機器管理センター", "奈良工業高等専門学校", "共通機器管理センター", ""),
        ("公立大学法人大阪 大阪公立大学 理学研究科 化学専攻", "大阪公立大学", "理学研究科 化学専攻", ""),
        ("公立千歳科学技術大学 - - ARIM支援室", "公立千歳科学技術大学", "ARIM支援室", ""),
        (
            "鹿児島大学 医歯学総合研究科 共同利用研究室 共同利用研究室",
            "鹿児島大学",
            "医歯学総合研究科 共同利用研究室",
            "",
        ),
        ("分子科学研究所 機器センター", "分子科学研究所", "機器センター", ""),
        ("物質・材料研究機構 NIMS Open Facility", "物質・材料研究機構", "NIMS Open Facility", ""),
        ("架空大学出版会", "架空大学出版会", "", ""),
        ("架空大学生協", "架空大学生協", "", ""),
        ("株式会社大学架空堂", "株式会社大学架空堂", "", ""),
        ("Kakuu Instruments Ltd", "Kakuu Instruments Ltd", "", ""),
    ],
)
def test_a_cell_is_taken_apart(cell, owner, department, room):
    assert take_apart(cell) == Place(owner, department, room)
