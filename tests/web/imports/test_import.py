import csv
import io
import os
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult
from openpyxl import Workbook, load_workbook
from tests.factories import MembershipFactory, OrganisationFactory
from tests.web.imports.conftest import BAD, GOOD, HEADER, MENDED

from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.exchange.models import ImportRun
from hashiwatashi.people.enums import Role
from hashiwatashi.work import folders
from hashiwatashi.work.enums import WorkState
from hashiwatashi.work.errors import WorkCancelled
from hashiwatashi.work.models import Work
from hashiwatashi.work.pulse import Pulse, ask_to_stop, progress_of
from hashiwatashi.work.registry import KINDS

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def work_at(address):
    return Work.objects.get(uid=address.rstrip("/").split("/")[-1])


def counts(address):
    return work_at(address).report["counts"]


def interrupt(work):
    """As if whoever worked on it had been killed long ago."""
    Work.objects.filter(pk=work.pk).update(state=WorkState.WORKING, heard_at=LONG_AGO)
    work.refresh_from_db()


def test_a_preview_says_what_would_happen_and_stores_nothing(client, clerk, upload):
    address = upload(HEADER + GOOD + BAD)
    page = client.get(address).content.decode()
    assert counts(address) == {
        "rows": 2,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "rejected": 1,
        "duplicates_proposed": 0,
    }
    assert "まだ何も登録していません" in page
    assert "架空の国" in page
    assert (Equipment.objects.count(), ImportRun.objects.count(), AuditEvent.objects.count()) == (0, 0, 0)


def test_the_import_stores_the_good_rows_and_who_did_it(client, clerk, upload):
    address = upload(HEADER + GOOD + BAD)
    client.post(f"{address}run/")
    assert "取り込みました" in client.get(address).content.decode()
    assert list(Equipment.objects.values_list("name", flat=True)) == ["走査電子顕微鏡"]
    run = ImportRun.objects.get()
    assert (run.account, run.file_name, run.rows, run.created, run.rejected) == (clerk, "list.csv", 2, 1, 1)


def test_the_rejected_rows_mended_go_in(client, clerk, upload):
    address = upload(HEADER + GOOD + BAD)
    client.post(f"{address}run/")
    text = b"".join(client.get(f"{address}rejects/csv/").streaming_content).decode("utf-8-sig")
    again = upload(text.replace("架空の国", "宮城県"), name="list.rejects.csv")
    client.post(f"{again}run/")
    assert sorted(Equipment.objects.values_list("name", flat=True)) == ["X線回折装置", "走査電子顕微鏡"]
    assert counts(again)["rejected"] == 0


def test_the_rejected_rows_mended_in_excel_go_in(client, clerk, upload):
    address = upload(HEADER + BAD)
    book = load_workbook(io.BytesIO(client.get(f"{address}rejects/xlsx/").content))
    for cell in next(book.active.iter_rows(min_row=2)):
        if cell.value == "架空の国":
            cell.value = "宮城県"
    file = io.BytesIO()
    book.save(file)
    again = upload(file.getvalue(), name="list.xlsx")
    assert counts(again)["created"] == 1


def test_the_file_of_rejected_rows_says_where_and_why(client, clerk, upload):
    address = upload(HEADER + GOOD + BAD)
    text = b"".join(client.get(f"{address}rejects/csv/").streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    told = {name: value for name, value in row.items() if name.split(" ")[-1].strip("()") in
            {"file", "line", "column", "value"}}  # fmt: skip
    assert list(told.values()) == ["list.csv", "3", "都道府県", "架空の国"]


def test_a_second_import_changes_nothing(client, clerk, upload):
    client.post(f"{upload(HEADER + GOOD)}run/")
    again = upload(HEADER + GOOD)
    assert (counts(again)["unchanged"], counts(again)["created"]) == (1, 0)


def test_a_clerk_imports_for_the_own_organisation_only(client, clerk, upload):
    OrganisationFactory(name="架空大学")
    address = upload(HEADER + GOOD + MENDED.replace("架空県工業技術センター", "架空大学"))
    assert (counts(address)["created"], counts(address)["rejected"]) == (1, 1)


def test_an_operator_imports_for_anyone(client, operator, upload):
    address = upload(HEADER + GOOD)
    client.post(f"{address}run/")
    assert Equipment.objects.get().owner.name == "架空県工業技術センター"


def test_clerks_are_offered_tables_with_owners_only(client, clerk):
    page = client.get("/imports/").content.decode()
    assert ('value="equipment"' in page, 'value="municipalities"' in page) == (True, False)
    assert client.get("/imports/templates/municipalities/").status_code == 404


def test_a_file_without_the_needed_columns_is_explained(client, clerk, upload):
    page = client.get(upload("あれ,これ\n1,2\n")).content.decode()
    assert "あれ, これ" in page
    assert "何も登録していません" in page


def test_a_mapping_file_tells_which_column_is_which(client, clerk, upload):
    mapping = SimpleUploadedFile("mapping.csv", "あれ,name\nどこ,owner\n".encode())
    address = upload("あれ,どこ\n旋盤,架空県工業技術センター\n", mapping=mapping)
    assert counts(address)["created"] == 1


# A worker closes its connections, which a test inside one transaction cannot bear on PostgreSQL.
@pytest.mark.django_db(transaction=True)
def test_a_large_file_waits_for_the_worker(client, clerk, upload, monkeypatch):
    monkeypatch.setattr("hashiwatashi.exchange.uploads._AT_ONCE", 10)
    address = upload(HEADER + GOOD)
    assert 'hx-trigger="every 3s"' in client.get(address).content.decode()
    assert client.post(f"{address}run/").status_code == 409
    call_command("db_worker", batch=True, startup_delay=False, verbosity=0)
    assert counts(address)["created"] == 1
    client.post(f"{address}run/")
    call_command("db_worker", batch=True, startup_delay=False, verbosity=0)
    assert DBTaskResult.objects.filter(status="SUCCESSFUL").count() == 2
    assert Equipment.objects.count() == 1


def test_interrupted_work_can_be_begun_again(client, clerk, upload):
    address = upload(HEADER + GOOD)
    interrupt(work_at(address))
    assert "中断されました" in client.get(address).content.decode()
    client.post(f"{address}run/")
    assert Equipment.objects.count() == 1


def test_an_import_is_done_once(client, clerk, upload):
    address = upload(HEADER + GOOD)
    client.post(f"{address}run/")
    assert client.post(f"{address}run/").status_code == 409
    assert ImportRun.objects.count() == 1


def test_a_discarded_file_is_gone(client, clerk, upload, home):
    address = upload(HEADER + GOOD)
    client.post(f"{address}discard/")
    assert client.get(address).status_code == 404
    assert list((home / "work").iterdir()) == []


def test_nobody_sees_another_accounts_file(client, clerk, upload):
    address = upload(HEADER + GOOD + BAD)
    other = MembershipFactory(role=Role.CLERK).account
    client.force_login(other)
    tried = (client.get(address), client.post(f"{address}run/"), client.get(f"{address}rejects/csv/"))
    assert [answer.status_code for answer in tried] == [404, 404, 404]
    assert Equipment.objects.count() == 0


@pytest.mark.parametrize("address", ["/imports/", "/imports/history/", "/imports/duplicates/"])
def test_who_may_not_import_is_turned_away(client, db, address):
    assert client.get(address).status_code == 302
    client.force_login(MembershipFactory(role=Role.REPRESENTATIVE).account)
    assert client.get(address).status_code == 403


def test_the_history_shows_ones_own_imports(client, clerk, upload):
    client.post(f"{upload(HEADER + GOOD)}run/")
    assert "list.csv" in client.get("/imports/history/").content.decode()
    client.force_login(MembershipFactory(role=Role.CLERK).account)
    assert "list.csv" not in client.get("/imports/history/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_history_takes_the_same_queries_for_any_number(client, operator, rows, django_assert_num_queries):
    for number in range(rows):
        ImportRun.objects.create(table="equipment", file_name=f"{number}.csv", state="done", account=operator)
    # session, account, number of imports, imports with their accounts, unread notices, memberships
    with django_assert_num_queries(6):
        client.get("/imports/history/")


def test_a_template_can_be_filled_in_and_imported(client, operator, upload):
    book = load_workbook(io.BytesIO(client.get("/imports/templates/equipment/").content))
    header, example, notes = book.worksheets
    assert (header.max_row, example.max_row) == (1, 2)
    assert "架空" in " ".join(cell.value or "" for cell in example[2])
    assert notes.max_row > 10
    header.append([cell.value for cell in example[2]])
    file = io.BytesIO()
    book.save(file)
    address = upload(file.getvalue(), name="filled.xlsx")
    assert counts(address)["created"] == 1


def workbook(*sheets):
    """A workbook as bytes; each sheet is its title and rows."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def table(text):
    return [line.split(",") for line in text.splitlines()]


def test_another_sheet_can_be_looked_at(client, clerk, upload):
    address = upload(workbook(("本年", table(HEADER + GOOD)), ("昨年", table(HEADER + MENDED))), name="two.xlsx")
    assert "シート「本年」を読みました" in client.get(address).content.decode()
    client.post(f"{address}sheet/", {"sheet": "昨年"})
    client.post(f"{address}run/")
    assert list(Equipment.objects.values_list("name", flat=True)) == ["X線回折装置"]


def test_a_sheet_that_is_not_there_is_refused(client, clerk, upload):
    address = upload(workbook(("本年", table(HEADER + GOOD)), ("昨年", [["注"]])), name="two.xlsx")
    assert client.post(f"{address}sheet/", {"sheet": "ない"}).status_code == 400


def test_where_no_sheet_fits_the_others_are_offered(client, clerk, upload):
    page = client.get(upload(workbook(("表紙", [["題"]]), ("注", [["一"]])), name="two.xlsx")).content.decode()
    assert "このシートを見る" in page


def test_equal_reasons_stand_together_and_nothing_good_has_no_button(client, clerk, upload):
    address = upload(HEADER + "".join(BAD.replace("K-002", f"K-{number}") for number in range(61)))
    page = client.get(address).content.decode()
    groups = work_at(address).report["groups"]
    assert [(group[0], group[2], len(group[3])) for group in groups] == [("都道府県", 61, 20)]
    assert f'action="{address}run/"' in page
    assert "問題のない行を取り込む" not in page


@pytest.mark.parametrize("name", ["あ" * 200 + ".csv", "い." + "う" * 190, "か" * 100 + ".rejects.csv"])
def test_a_long_file_name_is_taken(client, clerk, upload, name):
    address = upload(HEADER + GOOD + BAD, name=name)
    client.post(f"{address}run/")
    assert counts(address)["created"] == 1


@pytest.mark.parametrize(
    "text", [b"[" * 100_000, b'{"a": 1}', b"[]", b'{"a": ' + b"9" * 5000 + b"}", b"\xff\xfe\x00", b""]
)
def test_an_odd_mapping_is_an_error_of_its_field(client, clerk, text):
    files = {"file": SimpleUploadedFile("a.csv", HEADER.encode()), "mapping": SimpleUploadedFile("m.json", text)}
    assert client.post("/imports/", {"table": "equipment", **files}).status_code == 400


def test_a_workbook_that_ends_its_reader_leaves_a_sentence(client, clerk, upload, settings):
    settings.IMPORT_LIMITS = {**settings.IMPORT_LIMITS, "memory_mb": 20}
    page = client.get(upload(workbook(("一", table(HEADER + GOOD))), name="a.xlsx")).content.decode()
    assert "メモリ 20 MB" in page


def test_whoever_works_on_a_job_is_heard_however_long_a_step_takes(clerk, upload):
    work = work_at(upload(HEADER + GOOD))
    interrupt(work)
    pulse = folders.folder_of(work.uid) / "pulse"
    pulse.write_text("0 0")
    os.utime(pulse, (0, 0))
    assert progress_of(work).was_stopped
    with Pulse(work).beating():
        assert progress_of(work).is_busy


def test_the_preview_tells_of_new_organisations_and_mergers(client, operator, upload):
    address = upload("機器名,所有機関\n装置,大阪府立大学\n良い装置,架空大学\n")
    page = client.get(address).content.decode()
    assert "行のほかに登録されるもの" in page
    assert "新しい機関3件：大阪府立大学、架空大学、大阪公立大学" in page
    assert "「大阪府立大学」を「大阪公立大学」に統合された機関として記録" in page
    client.post(f"{address}run/")
    assert "行のほかに登録したもの" in client.get(address).content.decode()


def test_columns_of_uniquip_that_are_not_read_are_told(client, clerk, upload):
    head = "Type,Name,Description,ID,Colour"
    address = upload(f"{head}\nequipment,天秤,,K-1,青\n", table="uniquip")
    assert "読み込まない列：Colour" in client.get(address).content.decode()
    client.post(f"{address}run/")
    assert "読み込まない列：Colour" in client.get(address).content.decode()
    assert "読み込まない列" not in client.get(upload(HEADER + GOOD)).content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_stopped_import_stores_nothing_and_can_be_begun_again(client, clerk, upload, monkeypatch):
    monkeypatch.setattr("hashiwatashi.exchange.uploads._AT_ONCE", 10)
    address = upload(HEADER + GOOD + BAD)
    call_command("db_worker", batch=True, startup_delay=False, verbosity=0)
    client.post(f"{address}run/")
    ask_to_stop(work_at(address))
    call_command("db_worker", batch=True, startup_delay=False, verbosity=0)
    assert (work_at(address).state, Equipment.objects.count(), ImportRun.objects.count()) == ("cancelled", 0, 0)
    assert f'action="{address}run/"' in client.get(address).content.decode()
    client.post(f"{address}run/")
    call_command("db_worker", batch=True, startup_delay=False, verbosity=0)
    assert Equipment.objects.count() == 1


def test_rows_that_were_written_before_the_stop_go_back(client, clerk, upload):
    rows = "".join(GOOD.replace("K-001", f"K-{number}") for number in range(1200))
    work = work_at(upload(HEADER + rows + BAD))
    heard = []

    def tell(done, total):
        heard.append(Equipment.objects.count())
        if heard[-1]:
            raise WorkCancelled("止めます")

    work.parameters["is_import"] = True
    with pytest.raises(WorkCancelled):
        KINDS["import"].do(work, tell)
    assert heard[-1] > 0
    assert (Equipment.objects.count(), AuditEvent.objects.count()) == (0, 0)
    assert [path.name for path in folders.folder_of(work.uid).iterdir()] == ["input.csv"]
