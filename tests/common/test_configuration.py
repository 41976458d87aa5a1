import os

import pytest
from django.core.exceptions import ImproperlyConfigured

from hashiwatashi import configuration


def test_no_setting_at_all_gives_a_working_demo(monkeypatch, tmp_path):
    for setting in configuration.SETTINGS:
        monkeypatch.delenv(setting.name, raising=False)
    monkeypatch.chdir(tmp_path)
    loaded = configuration.load()
    assert loaded.database["NAME"] == str(tmp_path / "var" / "hashiwatashi.sqlite3")
    assert loaded.index == tmp_path / "var" / "index"
    assert loaded.secret_key() == loaded.secret_key()
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://x/y"),
        ("DEBUG", "maybe"),
        ("SEARCH_URL", "http://x"),
        ("HASHI_SETTINGS", "/no/file"),
        ("SITE_ADDRESS", "hashi.example.jp"),
        ("SITE_ADDRESS", "https://hashi.example.jp/path"),
    ],
)
def test_a_wrong_value_stops_the_start_and_is_named(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=name):
        configuration.load()


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(monkeypatch, tmp_path):
    file = tmp_path / "hashi.env"
    file.write_text("SITE_NAME=県の橋渡し\nMAIL_FROM=desk@example.jp\n", encoding="utf-8")
    monkeypatch.setenv("HASHI_SETTINGS", str(file))
    monkeypatch.setenv("MAIL_FROM", "other@example.jp")
    monkeypatch.setenv("SITE_NAME", "")  # so that what the file sets is forgotten after the test
    del os.environ["SITE_NAME"]
    loaded = configuration.load()
    assert (loaded.text("SITE_NAME"), loaded.text("MAIL_FROM")) == ("県の橋渡し", "other@example.jp")


def test_a_key_file_that_holds_no_key_is_told_of(tmp_path):
    (tmp_path / "secret_key").touch()
    with pytest.raises(ImproperlyConfigured, match="holds no key"):
        configuration.Configuration({"SECRET_KEY": "", "HASHI_HOME": str(tmp_path)}).secret_key()


def test_the_home_folder_is_made_for_its_owner_alone(tmp_path):
    loaded = configuration.Configuration({"SECRET_KEY": "", "HASHI_HOME": str(tmp_path / "home")})
    key = loaded.secret_key()
    assert loaded.secret_key() == key
    modes = [path.stat().st_mode & 0o777 for path in (tmp_path / "home", tmp_path / "home" / "secret_key")]
    assert modes == [0o700, 0o600]
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["secret_key"]
