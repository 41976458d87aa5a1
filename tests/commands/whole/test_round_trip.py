"""What was exported comes back value by value and file by file; secrets alone do not."""

import csv
import datetime
import json
import stat
import zipfile

import pytest
from django.contrib.auth import authenticate
from django.core import mail
from tests.commands.whole.conftest import PHOTO, UNUSED, add_further_kinds, empty, rows
from tests.factories import EquipmentFactory, OrganisationFactory

from hashiwatashi.bags.models import Bag
from hashiwatashi.commands.whole.exporting import export_to
from hashiwatashi.commands.whole.importing import import_from
from hashiwatashi.commands.whole.secrets import all_left_out
from hashiwatashi.common.audit import trail
from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.demo.world import make_world
from hashiwatashi.equipment.actions import register_equipment
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.joining.models import Application, Invitation
from hashiwatashi.matching.models import IndexMark
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account


def without_secrets(found):
    """The rows without what an export leaves out."""
    names = list(all_left_out())
    return {
        table: [{name: value for name, value in row.items() if f"{table}.{name}" not in names} for row in lines]
        for table, lines in found.items()
        if table not in names
    }


def files_of(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.django_db(transaction=True)
def test_a_whole_world_comes_back_value_by_value(home, tmp_path):
    make_world(day=datetime.date(2026, 11, 24))
    add_further_kinds()
    before, photos = rows(), files_of(home)
    assert {name for name, lines in before.items() if not lines} == UNUSED
    assert photos
    secret = [*Account.objects.values_list("password", flat=True), *Bag.objects.values_list("shared_key", flat=True)]
    secret += [*Invitation.objects.values_list("code_digest", flat=True), "TOTPSECRET", "CONFIRMATIONKEY"]
    secret += [digest for digest in Application.objects.values_list("code_digest", flat=True) if digest]
    secret += [key for key in Consultation.objects.values_list("link_key", flat=True) if key]
    manifest = export_to(tmp_path / "export")
    written = b"".join(files_of(tmp_path / "export").values())
    assert [text for text in secret if text.encode() in written] == []
    empty(home)
    assert import_from(tmp_path / "export") == manifest
    assert without_secrets(rows()) == without_secrets(before)
    assert files_of(home) == photos
    assert {entry.name: entry.rows for entry in manifest.tables} == {
        name: len(lines) for name, lines in without_secrets(before).items()
    }
    assert not any(account.has_usable_password() for account in Account.objects.all())
    assert list(trail.broken_lines()) == []
    assert not IndexMark.objects.exists()


def test_an_archive_holds_the_same_as_a_folder(small, tmp_path):
    before = rows()
    export_to(tmp_path / "export.zip")
    export_to(tmp_path / "export")
    with zipfile.ZipFile(tmp_path / "export.zip") as archive:
        archive.extractall(tmp_path / "unpacked")
    one, other = files_of(tmp_path / "export"), files_of(tmp_path / "unpacked")
    assert one.keys() == other.keys()
    assert [str(name) for name in one if one[name] != other[name]] == ["manifest.json"]  # when it was made
    empty(small)
    import_from(tmp_path / "export.zip")
    assert without_secrets(rows()) == without_secrets(before)
    assert files_of(small) == {next(iter(files_of(small))): PHOTO}
    assert (small / "photos" / "one.jpg").read_bytes() == PHOTO


def test_only_its_owner_reads_it(small, tmp_path):
    export_to(tmp_path / "export.zip")
    export_to(tmp_path / "export")
    made = [tmp_path / "export.zip", *(tmp_path / "export").rglob("*")]
    assert [path for path in made if stat.S_IMODE(path.stat().st_mode) & 0o077] == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["export", "export.zip", "home"]


def test_what_is_derived_or_secret_or_of_this_machine_is_no_content(small, tmp_path):
    manifest = export_to(tmp_path / "export")
    assert list(manifest.files) == ["photos/one.jpg"]


NASTY = ["=1+1", "＝1+1", "@x", "-1", "\t", "\r", "a\r\nb\rc\nd", "a\u2028b\x85c", '"', "'=1", "🔬\u200d🧪", "𠮷"]
NASTY += [
    "葛\U000e0100",
    "\ufeff",
    "\x01\x1f",
    "null",
    "",
    " ",
    "\\u0000",
    "\\",
    "a,b",
    "\u202ex",
    "\uffff",
    "é" * 300,
]


def test_nasty_characters_come_back_and_no_spreadsheet_computes_them(small, tmp_path):
    for text in NASTY:
        EquipmentFactory(name=text[:300], uses=text, owner=Organisation.objects.first())
    before = rows()
    export_to(tmp_path / "export")
    content = (tmp_path / "export/tables/hashiwatashi_equipment.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    with (tmp_path / "export/tables/hashiwatashi_equipment.csv").open(encoding="utf-8-sig", newline="") as sheet:
        lines = list(csv.DictReader(sheet))
    assert len(lines) == Equipment.objects.count()
    assert [cell for line in lines for cell in line.values() if cell.startswith(tuple("=+-@＝＋－＠\t\r\n"))] == []
    assert {"'=1+1", "🔬\u200d🧪"} <= {line["name"] for line in lines}
    empty(small)
    import_from(tmp_path / "export")
    assert without_secrets(rows()) == without_secrets(before)


def test_afterwards_life_goes_on(small, tmp_path, client):
    export_to(tmp_path / "export")
    empty(small)
    import_from(tmp_path / "export")
    owner = OrganisationFactory()
    register_equipment(by=SystemActor("test"), owner=owner, name="次の装置", prefecture_id="04")
    assert list(trail.broken_lines()) == []
    assert authenticate(username="a@example.jp", password="a-long-password") is None
    client.post("/accounts/password/reset/", {"email": "a@example.jp"})
    assert [sent.to for sent in mail.outbox] == [["a@example.jp"]]


def test_the_manifest_says_what_and_when(small, tmp_path):
    export_to(tmp_path / "export")
    told = json.loads((tmp_path / "export/manifest.json").read_text(encoding="utf-8"))
    assert told["version"] == 1
    assert datetime.datetime.fromisoformat(told["made_at"]).tzinfo
    assert "hashiwatashi_account.password" in told["left_out"]
    names = [table["name"] for table in told["tables"]]
    assert names.index("hashiwatashi_organisation") < names.index("hashiwatashi_equipment")
    assert names.index("hashiwatashi_expert") < names.index("hashiwatashi_expert_areas")
