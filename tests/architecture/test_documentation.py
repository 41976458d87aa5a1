"""What docs/ lists is what the code declares."""

import importlib.util
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def reference():
    spec = importlib.util.spec_from_file_location("reference", ROOT / "tools" / "reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


DOCUMENTS = [*ROOT.glob("*.md"), *sorted((ROOT / "docs").rglob("*.md"))]


def label(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", DOCUMENTS, ids=label)
def test_tables_are_up_to_date(reference, path):
    text = path.read_text(encoding="utf-8")
    assert reference.rewritten(text) == text


@pytest.mark.parametrize("name", ["settings", "events", "commands", "routes"])
def test_every_table_stands_somewhere(name):
    assert any(
        f"<!-- table: {name} -->" in path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md")
    )


def test_every_library_has_its_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"].values()
    named = [*project["dependencies"], *(requirement for extra in extras for requirement in extra)]
    declared = {re.match(r"[a-z0-9-]+", requirement)[0] for requirement in named}
    text = (ROOT / "docs/develop/libraries.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| ([a-z][a-z0-9-]*) \|", text, re.MULTILINE)) - {"library"} == declared


@pytest.mark.parametrize("path", DOCUMENTS, ids=label)
def test_links_between_documents_lead_somewhere(path):
    text = path.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text)
    assert [link for link in links if not (path.parent / link).exists()] == []
