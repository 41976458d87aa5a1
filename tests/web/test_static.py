import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

WEB = Path(__file__).parent.parent.parent / "src" / "hashiwatashi" / "web"
TEMPLATES = sorted(WEB.rglob("*.html"))
MANIFEST = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}


def test_pages_render_from_a_collected_set_of_static_files(client, db, tmp_path):
    with override_settings(STORAGES=MANIFEST, STATIC_ROOT=tmp_path):
        call_command("collectstatic", interactive=False, verbosity=0)
        text = client.get("/help/").content.decode()
    sheet = re.search(r'href="/static/(hashi/site\.[0-9a-f]{12}\.css)"', text)
    assert sheet is not None
    assert (tmp_path / sheet[1]).is_file()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB)))
def test_templates_hold_no_code_no_style_and_nothing_from_elsewhere(path):
    """A script may only be a file of our own, loaded after the page stands."""
    text = re.sub(r"""<script src="{% static '[^']+\.js' %}" defer></script>""", "", path.read_text(encoding="utf-8"))
    assert re.findall(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:", text) == []
    assert re.findall(r'(?:src|href)="(?:https?:)?//', text) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB)))
def test_templates_have_lines_that_can_be_read(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [number for number, line in enumerate(lines, 1) if len(line) > 200] == []


def test_the_style_sheet_loads_nothing():
    assert re.findall(r"@import|url\(", (WEB / "static" / "hashi" / "site.css").read_text(encoding="utf-8")) == []
