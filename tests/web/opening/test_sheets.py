"""The workbook of an institution on its page, and the way back through the import with its preview."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook
from tests.factories import EquipmentFactory

from hashiwatashi.opening.models import Unit, UseRules


def test_the_workbook_is_filled_with_what_stands_and_what_may_be(desk, lab, rules, unit):
    EquipmentFactory(owner=lab, name="硬度計", place="本館")
    address = f"/opening/{lab.uid}/sheet.xlsx"
    assert address in desk.get(f"/opening/{lab.uid}/").content.decode()
    book = load_workbook(BytesIO(desk.get(address).content))
    assert len(book.sheetnames) == 7
    own, units, days = (list(book[name].values) for name in book.sheetnames[:3])
    assert (own[1][0], own[1][5]) == ("架空県工業技術センター", "09:00–17:00")
    assert [(row[1], row[3], row[4]) for row in units[1:]] == [("X線CT", 1, None), ("硬度計", 1, "本館")]
    assert len(days) == 1
    notes = [row for row in book.worksheets[-1].values if row[1] == "承認経路"]
    assert "→" in notes[0][2]


def test_the_sheet_comes_back_through_preview_and_import(desk, lab, settings, tmp_path):
    settings.HASHI_HOME = tmp_path
    machine = EquipmentFactory(owner=lab, name="硬度計")
    content = desk.get(f"/opening/{lab.uid}/sheet.xlsx").content
    for table in ("use_rules", "units"):
        file = SimpleUploadedFile("opening.xlsx", content)
        job = desk.post("/imports/", {"table": table, "file": file}).headers["Location"]
        assert desk.get(job).context["job"].report["counts"]["created"] == 1
        desk.post(f"{job}run/")
    assert UseRules.objects.get().owner == lab
    assert Unit.objects.get().equipment == machine
