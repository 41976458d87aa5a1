"""Lists of policy measures: leads, partners, fiscal years as offices write them, and the stage."""

import pytest
from tests.factories import OrganisationFactory

from hashiwatashi.regions.models import Measure

pytestmark = pytest.mark.django_db
HEADER = "施策名,内容,所管,関係機関,年度,状況\n"


def stored():
    return {
        measure.title: (
            measure.owner.name,
            [part.organisation.name for part in measure.partnerships.all()],
            measure.fiscal_year,
            measure.stage,
        )
        for measure in Measure.objects.for_lists()
    }


def test_a_list_is_stored_with_leads_partners_and_stages(take, write):
    OrganisationFactory(name="架空県", kind="prefecture")
    rows = "機器の共用,広げる,架空県,架空市、架空大学,令和8年度,実施中\n相談窓口,設ける,架空県,,2025,未着手\n"
    outcome = take("measures", write(HEADER + rows))
    assert outcome.counts()["created"] == 2
    assert stored() == {
        "機器の共用": ("架空県", ["架空市", "架空大学"], 2026, "running"),
        "相談窓口": ("架空県", [], 2025, "planned"),
    }


def test_the_same_list_again_changes_nothing_and_partners_follow_the_list(take, write):
    row = "機器の共用,広げる,架空県,{},R8,実施中\n"
    take("measures", write(HEADER + row.format("架空市、架空大学")))
    assert take("measures", write(HEADER + row.format("架空市、架空大学"))).counts()["unchanged"] == 1
    take("measures", write(HEADER + row.format("架空大学")))
    assert stored()["機器の共用"][1] == ["架空大学"]


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        ("2026", 2026),
        ("２０２６年度", 2026),
        ("FY2026", 2026),
        ("令和元年度", 2019),
        ("H30", 2018),
    ],
)
def test_fiscal_years_as_offices_write_them(take, write, year, expected):
    take("measures", write(HEADER + f"施策,内容,架空県,,{year},\n"))
    assert Measure.objects.get().fiscal_year == expected


@pytest.mark.parametrize(("year", "stage"), [("来年度", "実施中"), ("99", ""), ("3000", ""), ("2026", "ほぼ完了")])
def test_what_cannot_be_understood_is_rejected_with_its_reason(take, write, year, stage):
    outcome = take("measures", write(HEADER + f"施策,内容,架空県,,{year},{stage}\n"))
    assert outcome.counts()["rejected"] == 1
    assert not Measure.objects.exists()


def test_two_rows_of_one_measure_with_other_partners_are_not_both_taken(take, write):
    rows = "施策,内容,架空県,架空市,2026,\n施策,内容,架空県,架空町,2026,\n"
    outcome = take("measures", write(HEADER + rows))
    assert (outcome.counts()["created"], outcome.counts()["rejected"]) == (1, 1)
    assert stored()["施策"][1] == ["架空市"]


@pytest.mark.parametrize("year", ["令和0年度", "昭和99年度", "平成0"])
def test_years_that_an_era_does_not_have_are_rejected(take, write, year):
    assert take("measures", write(HEADER + f"施策,内容,架空県,,{year},\n")).counts()["rejected"] == 1


def test_partners_of_a_row_are_bounded_and_a_bad_one_is_named(take, write):
    many = "、".join(f"架空第{number}市" for number in range(51))
    outcome = take(
        "measures", write(HEADER + f"施策,内容,架空県,{many},2026,\n別の施策,内容,架空県,株式会社,2026,\n")
    )
    assert [group.column for group in outcome.rejections] == ["関係機関", "関係機関"]
