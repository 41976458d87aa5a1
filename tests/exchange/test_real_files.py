"""Every real file imports with counts that add up to its rows, and a second time nothing changes."""

from __future__ import annotations

import pytest

from hashiwatashi.areas.models import Municipality
from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.audit.trail import broken_lines
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.exchange.models import DuplicateProposal, ImportRun
from hashiwatashi.funding.models import Call
from hashiwatashi.needs.models import Need
from hashiwatashi.organisations.enums import OrganisationKind, OrganisationStatus
from hashiwatashi.organisations.models import Industry, Organisation

pytestmark = [pytest.mark.real_input, pytest.mark.django_db]

# table, file, rows, created, unchanged the first time, rejected
FILES = [
    ("equipment", "equipment_japan.csv", 10598, 10479, 100, 19),
    ("seeds", "kaken_2018_2020.csv", 233, 233, 0, 0),
    ("themes", "rd_themes_miyagi.csv", 128, 123, 4, 1),
    ("calls", "subsidies_jgrants.csv", 2894, 2894, 0, 0),
    ("organisations", "corporate_numbers_cp932.csv", 18263, 18019, 244, 0),
    ("municipalities", "municipality_codes.csv", 2296, 1922, 48, 326),
    ("industries", "jsic14.json", 2128, 2128, 0, 0),
]


@pytest.mark.parametrize(("table", "file", "rows", "created", "unchanged", "rejected"), FILES)
def test_a_real_file_imports_once(take, shared_data, table, file, rows, created, unchanged, rejected):
    first = take(table, shared_data / file)
    second = take(table, shared_data / file)

    counts = {"rows": rows, "created": created, "updated": 0, "unchanged": unchanged, "rejected": rejected}
    assert first.counts() | {"duplicates_proposed": 0} == {**counts, "duplicates_proposed": 0}
    assert second.counts() == {
        **counts,
        "created": 0,
        "unchanged": rows - rejected,
        "duplicates_proposed": 0,
    }
    assert ImportRun.objects.count() == 2
    assert list(broken_lines()) == []


def test_equipment_is_taken_apart(take, shared_data):
    take("equipment", shared_data / "equipment_japan.csv")

    merged = Organisation.objects.filter(status=OrganisationStatus.MERGED).order_by("name")
    assert [(one.name, str(one.successor), str(one.closed_on)) for one in merged] == [
        ("東京医科歯科大学", "東京科学大学", "2024-10-01"),
        ("東京工業大学", "東京科学大学", "2024-10-01"),
    ]
    assert Equipment.objects.filter(owner__name="東京工業大学").count() == 641
    # Nothing in the file says where the instruments of 理化学研究所 stand.
    unplaced = Equipment.objects.filter(prefecture=None)
    assert set(unplaced.values_list("owner__name", flat=True)) == {"理化学研究所"}
    assert Organisation.objects.count() == 80
    lab = Equipment.objects.get(source_key="Kc3W0sx8A85LJcjIkkzP")
    assert (lab.owner.name, lab.department) == ("高エネルギー加速器研究機構", "Photon Factory")
    assert not Equipment.objects.filter(name__in=["概要", "担当", "課金単位"]).exists()
    pairs = DuplicateProposal.objects.values_list("first_uid", "second_uid")
    assert len({frozenset(pair) for pair in pairs}) == DuplicateProposal.objects.count() < 1000
    assert AuditEvent.objects.filter(event="equipment.registered").count() == 10479


def test_equipment_finds_the_university_that_themes_brought(take, shared_data):
    take("themes", shared_data / "rd_themes_miyagi.csv")
    take("equipment", shared_data / "equipment_japan.csv")

    tohoku = Organisation.objects.get(corporate_number="7370005002147")
    assert (tohoku.name, tohoku.kind, tohoku.prefecture_id) == ("国立大学法人東北大学", "university", "04")
    assert tohoku.equipment.count() == 1066


def test_themes_belong_to_bodies_of_the_right_kind(take, shared_data):
    take("themes", shared_data / "rd_themes_miyagi.csv")

    kinds = dict(Organisation.objects.values_list("name", "kind"))
    assert kinds["宮城県"] == OrganisationKind.PREFECTURE
    assert kinds["石巻市"] == OrganisationKind.MUNICIPALITY
    assert kinds["株式会社玉川製作所"] == OrganisationKind.FIRM
    assert kinds["学校法人東北工業大学"] == OrganisationKind.UNIVERSITY
    # The cell of the theme is empty; the title of the grant holds it.
    title = "バイオマス分解酵素の大量生産を可能とする固体培養技術の実用化開発"
    assert Need.objects.filter(title=title, published_on="2017-04-03").count() == 1


def test_calls_know_areas_limits_and_japan_time(take, shared_data):
    take("calls", shared_data / "subsidies_jgrants.csv")

    assert Call.objects.filter(is_nationwide=True).count() == 2050
    assert Call.objects.filter(has_no_limit=True, max_amount_yen=None).count() == 81
    assert Call.objects.filter(has_no_limit=False, max_amount_yen=None).count() == 824
    tohoku = Call.objects.filter(area_note="東北地方").first()
    assert [area.code for area in tohoku.areas.all()] == ["02", "03", "04", "05", "06", "07"]
    call = Call.objects.get(source_key="a0W2x000007CStEEAW")
    assert call.opens_at.isoformat() == "2023-04-03T00:00:00+00:00"
    assert call.source_url == "https://www.jgrants-portal.go.jp/subsidy/a0W2x000007CStEEAW"
    assert call.credit == "Jグランツ（jGrants）からの出典"
    assert [area.name for area in call.areas.all()] == ["東京都"]


def test_organisations_keep_their_former_names_and_successors(take, shared_data):
    take("organisations", shared_data / "corporate_numbers_cp932.csv")

    renamed = Organisation.objects.get(corporate_number="1030001033549")
    assert [(str(name), str(name.since), str(name.until)) for name in renamed.names.order_by("since")] == [
        ("株式会社稲穂クラブ", "2015-10-05", "2022-07-04"),
        ("ウイステリア株式会社", "2022-07-04", "2025-12-05"),
        ("株式会社Ｓａｖｉｎｇ　Ｌｉｖｅｓ", "2025-12-05", "None"),
    ]
    assert (renamed.name, renamed.prefecture_id) == ("株式会社Ｓａｖｉｎｇ　Ｌｉｖｅｓ", "10")
    merged = Organisation.objects.filter(status=OrganisationStatus.MERGED)
    assert merged.count() == 14
    assert not merged.filter(successor=None).exists()


def test_municipalities_have_check_digits_and_wards_their_city(take, shared_data):
    take("municipalities", shared_data / "municipality_codes.csv")

    assert Municipality.objects.get(code="131016").name == "千代田区"
    assert Municipality.objects.get(code="131016").parent is None
    assert Municipality.objects.get(code="041017").parent_id == "041009"
    assert Municipality.objects.filter(name__endswith="郡").count() == 0


def test_industries_stand_on_four_levels(take, shared_data):
    take("industries", shared_data / "jsic14.json")

    levels = [Industry.objects.filter(level=level).count() for level in (1, 2, 3, 4)]
    assert levels == [20, 99, 536, 1473]
    rice = Industry.objects.get(code="0111")
    assert [rice.parent.code, rice.parent.parent.code, rice.parent.parent.parent.code] == ["011", "01", "A"]
