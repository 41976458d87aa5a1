"""What is not wholly right is refused by its name, and nothing of it is stored."""

import hashlib
import json
import zipfile

import pytest
from tests.commands.whole.conftest import empty, rows
from tests.factories import OrganisationFactory

from hashiwatashi.commands.whole.exporting import export_to
from hashiwatashi.commands.whole.importing import import_from
from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.errors import Conflict, InvalidInput
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account

EQUIPMENT, ORGANISATIONS = "hashiwatashi_equipment", "hashiwatashi_organisation"


@pytest.fixture
def export(small, tmp_path):
    """An export; the installation it came from is empty now."""
    export_to(tmp_path / "export")
    empty(small)
    return tmp_path / "export"


def refused(source, home, kind=(Conflict, InvalidInput)):
    """What an import says that leaves everything as it was."""
    before, files = rows(), sorted(home.rglob("*"))
    with pytest.raises(kind) as caught:
        import_from(source)
    assert rows() == before
    assert sorted(home.rglob("*")) == files
    return str(caught.value)


def change_manifest(export, change):
    path = export / "manifest.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    change(told)
    path.write_text(json.dumps(told), encoding="utf-8")


def write_lines(export, table, lines):
    """Other lines in a table's file, of which the manifest knows."""
    path = export / "tables" / f"{table}.jsonl"
    path.write_bytes(b"".join(json.dumps(line).encode() + b"\n" for line in lines))

    def change(told):
        entry = next(entry for entry in told["tables"] if entry["name"] == table)
        entry["json_sha256"], entry["rows"] = hashlib.sha256(path.read_bytes()).hexdigest(), len(lines)

    change_manifest(export, change)


def lines_of(export, table):
    return [json.loads(line) for line in (export / "tables" / f"{table}.jsonl").read_bytes().splitlines()]


def test_a_filled_installation_is_refused(export, small):
    OrganisationFactory()
    assert ORGANISATIONS in refused(export, small, Conflict)


def test_a_file_that_is_there_already_is_not_overwritten(export, small):
    (small / "photos").mkdir()
    (small / "photos" / "one.jpg").write_bytes(b"another")
    assert "photos/one.jpg" in refused(export, small, Conflict)


@pytest.mark.parametrize("name", [f"tables/{EQUIPMENT}.jsonl", f"tables/{EQUIPMENT}.csv", "files/photos/one.jpg"])
@pytest.mark.parametrize("how", ["changed", "gone", "a link"])
def test_a_file_that_differs_from_the_manifest_is_named(export, small, name, how):
    path = export / name
    content = path.read_bytes()
    path.unlink()
    if how == "changed":
        path.write_bytes(content + b"\n")
    elif how == "a link":
        (export.parent / "elsewhere").write_bytes(content)
        path.symlink_to(export.parent / "elsewhere")
    assert name in refused(export, small, Conflict)


def test_a_file_of_which_the_manifest_does_not_know_is_named(export, small):
    (export / "files" / "more").write_bytes(b"")
    assert "files/more" in refused(export, small, Conflict)


@pytest.mark.parametrize("name", ["secret_key", "index/part", ".hidden"])
def test_a_file_that_is_no_content_is_refused_although_the_manifest_names_it(export, small, name):
    (export / "files" / name).parent.mkdir(exist_ok=True)
    (export / "files" / name).write_bytes(b"key")
    change_manifest(export, lambda told: told["files"].update({name: hashlib.sha256(b"key").hexdigest()}))
    assert name in refused(export, small, Conflict)


def test_an_unknown_version_is_refused(export, small):
    change_manifest(export, lambda told: told.update(version=2))
    assert "2" in refused(export, small, Conflict)


@pytest.mark.parametrize("migration", ["9999_future", "0001_initial"])
def test_tables_of_another_version_are_refused(export, small, migration):
    change_manifest(export, lambda told: told.update(migration=migration))
    assert migration in refused(export, small, Conflict)


def test_an_unknown_table_is_named(export, small):
    change_manifest(export, lambda told: told["tables"].append({**told["tables"][0], "name": "hashiwatashi_shoe"}))
    for ending in ("jsonl", "csv"):
        content = (export / "tables" / f"hashiwatashi_auditevent.{ending}").read_bytes()
        (export / "tables" / f"hashiwatashi_shoe.{ending}").write_bytes(content)
    assert "hashiwatashi_shoe" in refused(export, small, Conflict)


def test_a_table_that_lacks_is_named(export, small):
    change_manifest(
        export, lambda told: told.update(tables=[t for t in told["tables"] if t["name"] != "hashiwatashi_need"])
    )
    for ending in ("jsonl", "csv"):
        (export / "tables" / f"hashiwatashi_need.{ending}").unlink()
    assert "hashiwatashi_need" in refused(export, small, Conflict)


BAD = {
    "NUL": {"name": "a\0b"},
    "too long": {"name": "字" * 3001},
    "a place that is not there": {"prefecture_id": "99"},
    "an owner who is not there": {"owner_id": 12345},
    "a number that no database holds": {"version": 10**30},
    "a negative number": {"version": -1},
    "the identifier of another": {"uid": "same"},
    "the number of another": {"id": "same"},
    "an unknown column": {"shoe_size": 5},
}


@pytest.mark.parametrize("changes", BAD.values(), ids=BAD.keys())
def test_a_row_that_cannot_be_stored_is_named_by_table_and_line(export, small, changes):
    (line,) = lines_of(export, EQUIPMENT)
    second = {**line, "id": line["id"] + 1, "uid": "00000000-0000-4000-8000-000000000000"}
    bad = {**second, **{name: line[name] if value == "same" else value for name, value in changes.items()}}
    write_lines(export, EQUIPMENT, [line, bad])
    told = refused(export, small, InvalidInput)
    assert EQUIPMENT in told
    assert "2" in told.split(EQUIPMENT)[1]


def test_fewer_rows_than_the_manifest_says_are_refused(export, small):
    def change(told):
        next(entry for entry in told["tables"] if entry["name"] == EQUIPMENT)["rows"] = 7

    change_manifest(export, change)
    told = refused(export, small, Conflict)
    assert EQUIPMENT in told
    assert "7" in told


def test_a_changed_audit_trail_is_refused_however_well_the_hashes_fit(export, small):
    lines = lines_of(export, "hashiwatashi_auditevent")
    write_lines(export, "hashiwatashi_auditevent", [{**lines[0], "actor": "somebody else"}, *lines[1:]])
    assert str(lines[0]["id"]) in refused(export, small, Conflict)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "5", '{"version": 1}', '{"version": 1, "tables": 5}', '{"version": 1, "tables": [{}]}']
)
def test_what_is_no_manifest_is_told(export, small, text):
    (export / "manifest.json").write_text(text, encoding="utf-8")
    assert "manifest.json" in refused(export, small, InvalidInput)


def test_what_is_no_export_is_told(export, small, tmp_path):
    (tmp_path / "nothing").mkdir()
    (tmp_path / "text.zip").write_text("no archive", encoding="utf-8")
    for source in (tmp_path / "nothing", tmp_path / "text.zip", tmp_path / "not there"):
        refused(source, small, InvalidInput)


def test_a_damaged_archive_is_refused(export, small, tmp_path):
    archive = tmp_path / "export.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        for path in sorted(export.rglob("*")):
            made.write(path, path.relative_to(export))
        at = made.getinfo("tables/hashiwatashi_prefecture.jsonl").header_offset + 200
    content = bytearray(archive.read_bytes())
    content[at] ^= 0xFF
    archive.write_bytes(content)
    assert "hashiwatashi_prefecture" in refused(archive, small, InvalidInput)


def test_the_unharmed_export_is_taken(export, small):
    import_from(export)
    assert (Organisation.objects.count(), Account.objects.count()) == (3, 1)


def test_a_place_that_cannot_be_used_is_refused(small, tmp_path):
    (tmp_path / "there").mkdir()
    for to in (tmp_path / "there", tmp_path / "nowhere" / "x.zip", small / "export", small):
        with pytest.raises(InvalidInput):
            export_to(to)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "there"]


def test_a_broken_trail_is_not_exported(small, tmp_path):
    AuditEvent.objects.filter(pk=AuditEvent.objects.first().pk).update(actor="somebody else")
    with pytest.raises(Conflict):
        export_to(tmp_path / "export")
    assert [path.name for path in tmp_path.iterdir()] == ["home"]
