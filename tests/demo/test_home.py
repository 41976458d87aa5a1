"""Starting anew deletes a demo and nothing else."""

from __future__ import annotations

import pytest

from hashiwatashi.common.errors import Conflict
from hashiwatashi.demo import home


def test_a_new_folder_is_marked(tmp_path):
    home.claim(tmp_path / "demo")

    assert [item.name for item in (tmp_path / "demo").iterdir()] == [home.MARKER]


def test_a_folder_with_other_files_is_never_claimed_or_emptied(tmp_path):
    (tmp_path / "hashiwatashi.sqlite3").write_text("somebody's data")

    with pytest.raises(Conflict, match="HASHI_HOME"):
        home.forget(tmp_path)

    assert (tmp_path / "hashiwatashi.sqlite3").read_text() == "somebody's data"


def test_forgetting_keeps_the_mark_and_the_key_that_the_process_holds(tmp_path):
    home.claim(tmp_path)
    (tmp_path / "secret_key").write_text("key")
    (tmp_path / "hashiwatashi.sqlite3").write_text("demo data")
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "segment").write_text("demo index")

    home.forget(tmp_path)

    assert sorted(item.name for item in tmp_path.iterdir()) == ["secret_key", home.MARKER]


def test_a_link_to_a_folder_elsewhere_is_removed_without_following_it(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "letter").write_text("mine")
    home.claim(tmp_path / "demo")
    (tmp_path / "demo" / "files").symlink_to(elsewhere)

    home.forget(tmp_path / "demo")

    assert (elsewhere / "letter").read_text() == "mine"


def test_two_demos_do_not_share_a_folder(tmp_path):
    home.claim(tmp_path)

    with home.held(tmp_path), pytest.raises(Conflict, match="HASHI_HOME"), home.held(tmp_path):
        pass

    with home.held(tmp_path):
        pass
