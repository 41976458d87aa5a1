"""`hashi import`: where rejected rows go, whose file it is, how progress is told."""

import json
import os
import subprocess
import sys

import pytest
from tests.factories import OrganisationFactory
from typer.testing import CliRunner

from hashiwatashi.cli import collect
from hashiwatashi.equipment.models import Equipment

GOOD = "機器名,所有機関,学外利用\n旋盤,架空大学,可\n"
BAD = "機器名,所有機関,学外利用\n旋盤,架空大学,たぶん\n"


@pytest.fixture
def hashi(db, settings, tmp_path):
    settings.HASHI_HOME = tmp_path / "home"

    def run(*arguments):
        return CliRunner().invoke(collect(), ["import", *(str(argument) for argument in arguments)])

    return run


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "files"
    made.mkdir()
    return made


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_rejected_rows_go_beside_the_file(hashi, folder):
    (folder / "list.csv").write_text(BAD)
    assert hashi("equipment", folder / "list.csv").exit_code == 0
    assert names(folder) == ["list.csv", "list.rejected.csv"]


def test_a_file_being_mended_is_never_overwritten(hashi, folder):
    (folder / "list.csv").write_text(BAD)
    hashi("equipment", folder / "list.csv")
    mended = folder / "list.rejected.csv"
    mended.write_text(mended.read_text(encoding="utf-8-sig").replace("たぶん", "不可"))
    before = mended.read_text()
    hashi("equipment", folder / "list.csv")
    assert (mended.read_text(), names(folder)) == (before, ["list.csv", "list.rejected-2.csv", "list.rejected.csv"])
    hashi("equipment", mended)
    assert Equipment.objects.get().external_use == "closed"


def test_importing_the_same_file_again_leaves_one_file_of_rejected_rows(hashi, folder):
    (folder / "list.csv").write_text(BAD)
    for _time in range(3):
        hashi("equipment", folder / "list.csv")
    assert names(folder) == ["list.csv", "list.rejected.csv"]


def test_without_rejected_rows_there_is_no_file_of_them(hashi, folder):
    (folder / "list.csv").write_text(GOOD)
    hashi("equipment", folder / "list.csv")
    assert names(folder) == ["list.csv"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_where_nothing_can_be_written_they_go_home(hashi, folder, settings):
    (folder / "list.csv").write_text(BAD)
    folder.chmod(0o500)
    hashi("equipment", folder / "list.csv")
    assert names(settings.HASHI_HOME / "rejects") == ["list.rejected.csv"]


def test_the_file_that_is_read_is_never_written_to(hashi, folder):
    (folder / "list.csv").write_text(BAD)
    told = hashi("equipment", folder / "list.csv", "--rejects", folder / "list.csv")
    assert told.exit_code != 0
    assert (folder / "list.csv").read_text() == BAD


def test_a_list_of_one_institution_needs_no_column_for_it(hashi, folder):
    owner = OrganisationFactory(name="架空大学", corporate_number="7123456789012")
    (folder / "list.csv").write_text("Type,Name,ID\nequipment,Lathe,1\n")
    for said in ("架空大学", "７１２３４５６７８９０１２"):
        assert hashi("equipment", folder / "list.csv", "--owner", said).exit_code == 0
    assert [(one.name, one.owner) for one in Equipment.objects.all()] == [("Lathe", owner)]


def test_an_institution_nobody_knows_is_refused(hashi, folder):
    (folder / "list.csv").write_text("Name\nLathe\n")
    assert hashi("equipment", folder / "list.csv", "--owner", "どこにもない大学").exit_code != 0


def test_without_a_terminal_progress_is_told_in_lines_and_counts_end_the_output(hashi, folder):
    (folder / "list.csv").write_text(GOOD)
    told = hashi("equipment", folder / "list.csv", "--json")
    assert json.loads(told.stdout.splitlines()[-1])["created"] == 1
    assert "list.csv: 100%" in told.stderr.splitlines()


def test_what_the_machine_refuses_is_told_without_a_traceback(tmp_path):
    # A file where the database's folder should be: as an account without rights, or a full disk, would meet it.
    environment = {**os.environ, "HASHI_HOME": str(tmp_path), "DATABASE_URL": "sqlite:////proc/self/none.sqlite3"}
    done = subprocess.run(
        [sys.executable, "-m", "hashiwatashi.cli", "index", "update"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "unable to open database file" in done.stderr
    assert "Traceback" not in done.stderr
