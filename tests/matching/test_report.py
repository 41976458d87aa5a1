import json

import pytest
import typer
from openpyxl import load_workbook
from tests.factories import CallFactory, EquipmentFactory, NeedFactory, OrganisationFactory, SeedFactory
from typer.testing import CliRunner

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.commands import index as index_commands
from hashiwatashi.commands import match, report
from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.matching import sheet, themes
from hashiwatashi.needs.enums import DisclosureLevel, NeedKind

THEME = "=微細な異物の元素を調べる技術"


def collect():
    """The commands of matching alone."""
    app = typer.Typer()
    for module in (index_commands, match, report):
        module.register(app)
    return app


@pytest.fixture
def world(indexed):
    theme = {"kind": NeedKind.PUBLISHED_THEME, "text": ""}
    NeedFactory(**theme, title=THEME, level=DisclosureLevel.NAMED)
    NeedFactory(**theme, title="表面処理でさびにくい膜", owner=OrganisationFactory(kind="firm", name="架空秘密工業"))
    NeedFactory(title="ただの相談")
    for _ in range(6):
        EquipmentFactory()
    EquipmentFactory(name="卓上電子顕微鏡", uses="元素", prefecture_id="13")
    SeedFactory(owner__prefecture_id="05")
    CallFactory(summary="異物の検査に")
    indexed()


def rows(path):
    return list(load_workbook(path).active.iter_rows(min_row=2, values_only=True))


def test_each_theme_has_the_best_of_each_kind_with_reasons(world, tmp_path):
    counts = sheet.write(themes.answered(home=Prefecture.objects.get(code="05")), tmp_path / "themes.xlsx")
    found = rows(tmp_path / "themes.xlsx")
    assert counts["themes"] == 2
    assert counts["suggestions"] == len(found)
    first = [row for row in found if row[0] == THEME]
    assert {row[2] for row in first} == {"宮城県"}
    assert [row[4] for row in first if row[7] and row[5].startswith("走査")] == [1, 2, 3, 4, 5]
    assert all("%" in row[9] and row[10] and row[11] > 0 for row in first)
    assert counts["elsewhere"] == sum(row[7] not in (None, row[2]) for row in found)


def test_the_best_from_elsewhere_stands_below_five_from_home(world, tmp_path):
    sheet.write(themes.answered(), tmp_path / "themes.xlsx")
    first = [row for row in rows(tmp_path / "themes.xlsx") if row[0] == THEME]
    assert (first[5][5], first[5][7]) == ("卓上電子顕微鏡", "東京都")
    assert first[5][8] != first[0][8]


def test_an_owner_who_is_not_to_be_known_stands_nowhere(world, tmp_path):
    sheet.write(themes.answered(), tmp_path / "themes.xlsx")
    assert not any("秘密" in str(value) for row in rows(tmp_path / "themes.xlsx") for value in row)


def test_the_sheet_is_pleasant_and_harmless(world, tmp_path):
    sheet.write(themes.answered(), tmp_path / "themes.xlsx")
    page = load_workbook(tmp_path / "themes.xlsx").active
    assert (page.freeze_panes, page.print_title_rows) == ("B2", "$1:$1")
    assert page.auto_filter.ref == f"A1:M{page.max_row}"
    assert (page.page_setup.orientation, int(page.page_setup.paperSize)) == ("landscape", 9)
    assert page["A2"].alignment.wrap_text
    assert {cell.data_type for row in page.iter_rows() for cell in row if cell.value == THEME} == {"s"}


def test_a_report_that_fails_leaves_the_former_file_as_it_was(tmp_path):
    target = tmp_path / "themes.xlsx"
    target.write_bytes(b"former")

    def failing():
        raise OSError
        yield

    with pytest.raises(OSError):  # noqa: PT011 the very error of the generator
        sheet.write(failing(), target)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("themes.xlsx", b"former")]


def test_the_command_ends_with_its_counts(world, tmp_path):
    done = CliRunner().invoke(collect(), ["report", "themes", str(tmp_path / "t.xlsx"), "--home", "宮城", "--json"])
    counts = json.loads(done.stdout.splitlines()[-1])
    assert (counts["themes"], counts["suggestions"]) == (2, len(rows(tmp_path / "t.xlsx")))


@pytest.mark.parametrize("name", ["themes.csv", "nowhere/themes.xlsx"])
def test_a_file_that_cannot_be_written_is_refused_before_the_work(db, tmp_path, name):
    done = CliRunner().invoke(collect(), ["report", "themes", str(tmp_path / name)])
    assert isinstance(done.exception, InvalidInput)


def test_match_prints_and_gives_json(world):
    run = CliRunner().invoke
    done = run(
        collect(), ["match", "異物の元素", "--kind", "equipment", "--home", "Miyagi", "--limit", "2", "--json"]
    )
    answer = json.loads(done.stdout)
    (group,) = answer["groups"]
    assert (group["kind"], group["total"], len(group["suggestions"])) == ("equipment", 7, 2)
    assert group["best_elsewhere"]["prefecture"] == "13"
    assert sum(part["percent"] for part in group["suggestions"][0]["why"]) == pytest.approx(100, abs=0.1)
    assert "卓上電子顕微鏡" in run(collect(), ["match", "異物の元素", "--prefecture", "東京"]).stdout


def test_match_refuses_a_prefecture_that_does_not_exist(db):
    done = CliRunner().invoke(collect(), ["match", "異物", "--prefecture", "架空"])
    assert isinstance(done.exception, InvalidInput)
    assert "架空" in str(done.exception)


def test_verify_names_what_differs_and_mends_it(world, index):
    index.update(remove=[next(index.versions())[0]])
    run = CliRunner().invoke
    assert run(collect(), ["index", "verify"]).exit_code == 1
    assert json.loads(run(collect(), ["index", "verify", "--repair", "--json"]).stdout)["missing"] == 1
    assert run(collect(), ["index", "verify"]).exit_code == 0
