"""Cells that hold an organisation, its department and a room are taken apart only where that is sure."""

import pytest

from hashiwatashi.exchange.bodies.kinds import kind_of_body
from hashiwatashi.exchange.bodies.naming import Place, body_key, can_be_one, take_apart
from hashiwatashi.exchange.models import DuplicateProposal
from hashiwatashi.organisations.models import Organisation


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


FORMS = ("株式会社", "国立研究開発法人", "地方独立行政法人", "公益財団法人", "一般社団法人", "学校法人", "(株)", "㈱")


@pytest.mark.parametrize("space", [" ", "　"])
@pytest.mark.parametrize("form", FORMS)
def test_a_legal_form_belongs_to_the_name_it_stands_beside(form, space):
    before, after = f"{form} 架空製作所", f"架空製作所 {form}"
    assert take_apart(before.replace(" ", space)) == Place(before, "", "")
    assert take_apart(after.replace(" ", space)) == Place(after, "", "")
    assert body_key(before) == body_key(after) == body_key("架空製作所")


def test_a_department_still_follows_a_name_with_a_form():
    cell = "国立研究開発法人 架空研究所 分析センター"
    assert take_apart(cell) == Place("国立研究開発法人 架空研究所", "分析センター", "")


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("一般社団法人架空協会", "一般財団法人架空協会", False),
        ("一般社団法人架空協会", "公益社団法人架空協会", True),
        ("独立行政法人架空研究所", "国立研究開発法人架空研究所", True),
        ("架空協会", "一般財団法人架空協会", True),
        ("学校法人架空学園", "株式会社架空学園", False),
    ],
)
def test_bodies_of_unlike_forms_are_not_one(first, second, same):
    assert can_be_one(first, second) == can_be_one(second, first) == same


def test_each_owner_of_a_list_stays_itself(take, write):
    names = (
        "株式会社 架空製作所",
        "株式会社　別会社",
        "一般社団法人架空協会",
        "一般財団法人架空協会",
        "架空大 株式会社",
    )
    rows = "".join(f"機器{number},{name}\n" for number, name in enumerate((*names, "株式会社")))
    outcome = take("equipment", write(f"機器名,所有機関\n{rows}"))
    assert (outcome.created, [one.value for one in outcome.rejections]) == (5, ["株式会社"])
    assert Organisation.objects.count() == 5


@pytest.mark.parametrize(
    ("name", "said", "kind"),
    [
        ("架空大学", "", "university"),
        ("架空大学 工学部", "", "university"),
        ("架空大学出版会", "", "other"),
        ("国立研究開発法人架空研究所", "", "national_institute"),
        ("架空県工業技術センター", "", "public_lab"),
        ("架空県産業技術総合研究センター", "", "public_lab"),
        ("㈱架空", "", "firm"),
        ("架空研究所", "公設試", "public_lab"),
        ("架空機構", "公的研究機関", "national_institute"),
        ("架空市", "", "municipality"),
        ("宮城県", "", "prefecture"),
    ],
)
def test_one_answer_to_what_a_body_is(name, said, kind):
    assert kind_of_body(name, said=said).value == kind


def test_owners_that_differ_by_variant_kanji_are_proposed_as_one_and_stay_as_written(take, write):
    take("equipment", write("機器名,所有機関\n装置,株式会社髙橋製作所\n"))
    outcome = take("equipment", write("機器名,所有機関\n装置,（株）高橋製作所\n装置,渡邉工業\n装置,渡辺工業\n"))
    assert outcome.duplicates_proposed == 2
    proposed = DuplicateProposal.objects.filter(table="organisation")
    names = dict(Organisation.objects.values_list("uid", "name"))
    assert {frozenset((names[one.first_uid], names[one.second_uid])) for one in proposed} == {
        frozenset(("株式会社髙橋製作所", "（株）高橋製作所")),
        frozenset(("渡邉工業", "渡辺工業")),
    }
    assert take("equipment", write("機器名,所有機関\n装置2,渡辺工業\n")).duplicates_proposed == 0
