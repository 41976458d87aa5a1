"""Which files belong to the content of an installation."""

from dataclasses import replace

from hashiwatashi.commands.whole.files import kept_files


def test_a_file_of_settings_with_its_passwords_is_no_content(home, settings):
    for name in ("hashi.env", "questions.csv"):
        (home / name).write_text("EMAIL_URL=smtp://user:password@localhost", encoding="utf-8")
    values = {**settings.CONFIGURATION.values, "HASHI_SETTINGS": str(home / "hashi.env")}
    settings.CONFIGURATION = replace(settings.CONFIGURATION, values=values)
    assert list(kept_files()) == ["questions.csv"]
