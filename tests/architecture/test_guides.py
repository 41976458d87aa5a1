"""The guides name buttons and marks as the pages do."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
GUIDES = ROOT / "docs" / "guide"
CATALOGUE = ROOT / "src" / "hashiwatashi" / "locale" / "ja" / "LC_MESSAGES" / "django.po"


def _texts(keyword: str) -> set[str]:
    """Every msgid or msgstr of the catalogue, lines joined."""
    quoted = r'"(?:[^"\\]|\\.)*"'
    found = re.findall(rf"^{keyword}(?:\[0\])? ((?:{quoted}\n)+)", CATALOGUE.read_text("utf-8"), re.MULTILINE)
    return {"".join(re.findall(r'"((?:[^"\\]|\\.)*)"', text)).replace('\\"', '"') for text in found}


@pytest.mark.parametrize("path", sorted(GUIDES.glob("ja/*.md")), ids=lambda path: path.name)
def test_japanese_labels_are_those_of_the_pages(path):
    labels = {*re.findall(r"［([^］]+)］", path.read_text("utf-8"))}

    assert labels
    assert labels - _texts("msgstr") == set()


@pytest.mark.parametrize("path", sorted(GUIDES.glob("en/*.md")), ids=lambda path: path.name)
def test_english_labels_are_those_of_the_pages(path):
    labels = {" ".join(label.split()) for label in re.findall(r"\*\*([^*]+)\*\*", path.read_text("utf-8"))}

    assert labels
    assert labels - _texts("msgid") == set()


def test_each_role_has_a_page_in_both_languages():
    names = {folder: sorted(path.name for path in (GUIDES / folder).glob("*.md")) for folder in ("ja", "en")}

    assert names["ja"] == names["en"] == ["coordinator.md", "firm.md", "lab.md", "officer.md", "operator.md"]
