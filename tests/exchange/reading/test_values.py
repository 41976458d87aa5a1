"""What cells say: understood wholly, or refused with a reason; never something else."""

import datetime
from contextlib import suppress

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hashiwatashi.exchange.errors import Rejected
from hashiwatashi.exchange.reading import cells
from hashiwatashi.exchange.reading.amounts import whole, yen
from hashiwatashi.exchange.reading.dates import day, moment

JAPAN = datetime.timezone(datetime.timedelta(hours=9))


@pytest.mark.parametrize(
    "text",
    [
        "2026/3/31",
        "20260331",
        "R8.3.31",
        "令和8年3月31日",
        "令８.３.３１",
        "㋿8年3月31日",
        "令和 8年 3月31日",
        "令和八年三月三十一日",
        "２０２６／３／３１",
        "2026.3.31",
        "2026-03-31T00:00:00",
        "2026/3/31（火）",
        "'2026/3/31",
        "2026—3—31",
        "2026ー03ー31",
    ],
)
def test_one_day_in_many_writings(text):
    assert day("d", text) == datetime.date(2026, 3, 31)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("令和元年5月1日", (2019, 5, 1)),
        ("大正15年12月25日", (1926, 12, 25)),
        ("2026年3月", (2026, 3, 1)),
        ("H30/4", (2018, 4, 1)),
    ],
)
def test_other_years_and_bare_months(text, expected):
    assert day("d", text) == datetime.date(*expected)


@pytest.mark.parametrize(
    "text",
    [
        "2020-03-311",
        "2020/3/1 10:20",
        "2020/13/1",
        "2020/03/31頃",
        "43921",
        "31/03/2020",
        "2020年度",
        "0000-00-00",
        "0001-01-01",
        "9999-12-31",
        "1899-12-31",
        "3000-01-01",
        "2020-03-31T10:00",
    ],
)
def test_what_is_no_day_or_more_than_a_day_is_refused(text):
    with pytest.raises(Rejected):
        day("d", text)


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("2026/5/29 17:00", 17, 0),
        ("2026/5/29 9:00", 9, 0),
        ("2026/5/29 9時", 9, 0),
        ("2026年5月29日（金）17時必着", 17, 0),
        ("令和8年5月29日17時30分まで", 17, 30),
        ("2026年5月29日 午後5時半", 17, 30),
        ("2026年5月29日 正午", 12, 0),
        ("2026-05-29T17:00", 17, 0),
        ("2026-05-29 17:00:00+09:00", 17, 0),
        ("2026-05-29T08:00:00.000Z", 17, 0),
        ("2026-05-29 00:00", 0, 0),
    ],
)
def test_moments_are_as_written(text, hour, minute):
    assert moment("m", text, is_end=True) == datetime.datetime(2026, 5, 29, hour, minute, tzinfo=JAPAN)


@pytest.mark.parametrize("text", ["2026-05-29", "2026-05-29 24:00", "2026年5月29日", "令和8年5月29日必着"])
def test_a_bare_closing_day_lasts_until_its_24_00(text):
    assert moment("m", text, is_end=True) == datetime.datetime(2026, 5, 30, tzinfo=JAPAN)


@pytest.mark.parametrize("text", ["2026/4/1 9:00", "2026/4/1　9:00", "2026-4-1 9時", "2026.4.1  9:00"])
def test_the_hour_is_no_part_of_the_day(text):
    assert moment("m", text) == datetime.datetime(2026, 4, 1, 9, tzinfo=JAPAN)
    with pytest.raises(Rejected):
        day("d", text)


def test_a_bare_opening_day_begins_at_0_00():
    assert moment("m", "2026-05-29") == datetime.datetime(2026, 5, 29, tzinfo=JAPAN)


@pytest.mark.parametrize("text", ["9999-12-31", "9999-12-31T23:59:59Z", "9999/12/31 23:59"])
def test_the_last_day_of_the_calendar_is_no_end(text):
    assert moment("m", text, is_end=True) is None
    with pytest.raises(Rejected):
        moment("m", text)


@pytest.mark.parametrize(
    "text",
    [
        "随時",
        "2026-05-29 25:00",
        "2026-05-29 17:61",
        "2026-05-29 の午後",
        "0001-01-01T00:00:00Z",
        "3000-01-01",
        "2026/4/191",
    ],
)
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(Rejected):
        moment("m", text, is_end=True)


@given(st.datetimes(datetime.datetime(1900, 1, 2), datetime.datetime(2999, 12, 30)))
def test_every_moment_is_read_as_it_is_written(stamp):
    assume(not 1948 <= stamp.year <= 1951)  # Japan had summer time then
    stamp = stamp.replace(microsecond=0)
    for text in (
        stamp.isoformat(),
        f"{stamp:%Y/%m/%d %H:%M:%S}",
        f"{stamp.year}年{stamp.month}月{stamp.day}日{stamp:%H:%M:%S}",
    ):
        assert moment("m", text) == stamp.replace(tzinfo=JAPAN)


@given(st.text(max_size=30))
def test_no_text_breaks_the_readers(text):
    for read in (day, moment, whole, yen):
        with suppress(Rejected):
            read("f", text)


@pytest.mark.parametrize(
    ("text", "heading", "expected"),
    [
        ("150万円", "", 1_500_000),
        ("1,500,000円", "", 1_500_000),
        ("１，５００，０００", "", 1_500_000),
        ("1500", "補助上限額（千円）", 1_500_000),
        ("1.5億円", "上限額（円）", 150_000_000),
        ("1億2,000万円", "", 120_000_000),
        ("12", "資本金［単位：百万円］", 12_000_000),
        ("1500千円", "補助上限額（円）", 1_500_000),
        ("150万", "補助上限額（千円）", 1_500_000),
        ("0", "", 0),
    ],
)
def test_sums_of_money_to_the_yen(text, heading, expected):
    assert yen("y", text, heading) == expected


@pytest.mark.parametrize("text", ["50%", "-1", "0.5", "予算の範囲内", "1/2", "十万円"])
def test_what_is_no_sum_of_yen_is_refused(text):
    with pytest.raises(Rejected):
        yen("y", text)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ('"カーブトレーサー(CS-3200)"', "カーブトレーサー(CS-3200)"),
        ('"小型環境試験機 "', "小型環境試験機"),
        ("“架空の装置”", "架空の装置"),
        ("「架空の題目」", "「架空の題目」"),
        ('"甲" と "乙"', '"甲" と "乙"'),
        ('5"フランジ', '5"フランジ'),
        ('""', '""'),
        ('"', '"'),
    ],
)
def test_quotation_marks_around_a_whole_name_are_no_part_of_it(written, name):
    assert cells.name(written) == name
