"""A dry run says of every row what the import then does, on either database."""

import csv
import io

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

CELLS = st.sampled_from(
    ["", "99999999999999999999", "9999-12-31", "0001-01-01", "K" * 600, "\ufdfa" * 300, "株式会社", "#REF!", "'=1+1"]
) | st.text(max_size=40)
HEADINGS = {
    "equipment": ("機器名", "所有機関", "管理番号", "導入年月日", "外部利用", "大分類", "URL", "メール"),
    "calls": ("ID", "補助金名", "補助上限額（千円）", "募集開始", "募集終了", "URL", "対象地域"),
    "organisations": ("法人名", "都道府県", "資本金", "従業員数", "郵便番号", "電話番号", "URL"),
    "themes": ("法人番号", "法人名", "テーマ", "認定日", "URL"),
}


@pytest.mark.parametrize("table", HEADINGS)
@given(data=st.data())
@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_dry_run_and_the_import_agree(take, write, table, data):
    headings = HEADINGS[table]
    rows = data.draw(st.lists(st.tuples(*[CELLS] * len(headings)), min_size=1, max_size=6))
    text = io.StringIO()
    csv.writer(text).writerows([headings, *rows])
    path = write(text.getvalue().encode("utf-8", "replace"))
    with transaction.atomic():
        told = take(table, path, dry_run=True)
        done = take(table, path)
        assert told.counts() == done.counts()
        again = take(table, path)
        assert (again.created, again.updated) == (0, 0)
        transaction.set_rollback(True)
