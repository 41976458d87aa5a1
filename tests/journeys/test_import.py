"""A lab's clerk imports a file with a mistake in it, mends the rejected row and imports it again."""

import csv
import io

import pytest
from django.core.management import call_command

from hashiwatashi.equipment.models import Equipment

HEADINGS = ["設備名", "所有機関", "用途", "都道府県", "外部利用"]
LAB = "架空県工業技術センター"
FILE = [
    HEADINGS,
    ["恒温恒湿槽（架空）", LAB, "温度と湿度を変えて部品を試す", "宮城県", "可"],
    ["", LAB, "引張りの強さを測る", "宮城県", "可"],
]


@pytest.fixture
def page(visit, world, settings, tmp_path):
    settings.HASHI_HOME = tmp_path
    page = visit.window(accept_downloads=True)
    visit.sign_in(page, "clerk@example.jp")
    return page


def written(rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return {"name": "list.csv", "mimeType": "text/csv", "buffer": text.getvalue().encode("utf-8-sig")}


def upload(page, file):
    page.goto("/imports/")
    page.locator("select[name=table]").select_option("equipment")
    page.locator("input[name=file]").set_input_files(file)
    page.locator("main form button").first.click()


def counts(page):
    """Rows, new, changed, unchanged, rejected, possible duplicates."""
    return [int(text) for text in page.locator("main .definitions dd").all_inner_texts()]


def test_a_file_with_a_mistake_is_previewed_imported_mended_and_imported_again(page, axe):
    assert page.goto("/imports/").status == 200
    assert axe(page) == []
    upload(page, written(FILE))
    assert counts(page) == [2, 1, 0, 0, 1, 0]
    assert axe(page) == []
    assert not Equipment.objects.filter(name="恒温恒湿槽（架空）").exists()
    page.locator("main form button").first.click()
    assert counts(page) == [2, 1, 0, 0, 1, 0]
    assert axe(page) == []
    assert Equipment.objects.filter(name="恒温恒湿槽（架空）").exists()
    with page.expect_download() as waiting:
        page.locator("a[href$='csv/']").first.click()
    rejected = list(csv.reader(io.StringIO(waiting.value.path().read_text(encoding="utf-8-sig"))))
    rejected[1][rejected[0].index("設備名")] = "万能試験機（架空）"
    upload(page, written(rejected))
    assert counts(page) == [1, 1, 0, 0, 0, 0]
    page.locator("main form button").first.click()
    assert Equipment.objects.filter(name="万能試験機（架空）", owner__name=LAB).count() == 1


def test_the_same_file_again_changes_nothing(page):
    for expected in ([1, 1, 0, 0, 0, 0], [1, 0, 0, 1, 0, 0]):
        upload(page, written(FILE[:2]))
        assert counts(page) == expected
        page.locator("main form button").first.click()
    assert Equipment.objects.filter(name="恒温恒湿槽（架空）").count() == 1


def test_what_cannot_be_read_is_told_and_stores_nothing(page, axe):
    before = Equipment.objects.count()
    upload(page, {"name": "list.csv", "mimeType": "text/csv", "buffer": b"\x00\x01\x02"})
    assert page.locator("[role=alert]").count() >= 1
    assert axe(page) == []
    assert Equipment.objects.count() == before


def test_a_large_file_shows_its_result_by_itself_when_the_worker_is_done(page, axe, monkeypatch):
    monkeypatch.setattr("hashiwatashi.exchange.uploads._AT_ONCE", 10)
    upload(page, written(FILE))
    assert page.locator("#state").count() == 1
    assert axe(page) == []
    call_command("db_worker", batch=True, startup_delay=False, verbosity=0)
    page.locator("#state").wait_for(state="detached")
    assert counts(page) == [2, 1, 0, 0, 1, 0]
    assert axe(page) == []
