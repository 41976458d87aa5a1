"""Times read out of what somebody writes; what is none stays in the text."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashiwatashi.reservations.said import AFTERNOON, EVENING, MORNING, WORKING_DAYS, Said, read

SATURDAY = date(2026, 11, 28)
NEXT_WEEK = (date(2026, 11, 30), date(2026, 12, 6))
THURSDAY = frozenset({3})
THIRD = (date(2026, 12, 3), date(2026, 12, 3))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("木曜の午後にCTを2時間", Said("ct", weekdays=THURSDAY, hours=AFTERNOON, minutes=120)),
        ("CT on Thursday afternoon", Said("ct", weekdays=THURSDAY, hours=AFTERNOON)),
        ("any CT, two hours, next week", Said("ct", days=NEXT_WEEK, minutes=120)),
        ("来週 ＣＴ ２時間", Said("ct", days=NEXT_WEEK, minutes=120)),
        ("来週の木曜か金曜、CT 90分", Said("ct", days=NEXT_WEEK, weekdays=frozenset({3, 4}), minutes=90)),
        ("明日の午前 SEM", Said("sem", days=(date(2026, 11, 29),) * 2, hours=MORNING)),
        ("平日の夕方 三次元測定機", Said("三次元測定機", weekdays=WORKING_DAYS, hours=EVENING)),
        ("12月3日 13時から15時 引張試験機を使いたい", Said("引張試験機", days=THIRD, hours=(780, 900), minutes=120)),
        ("12/3(木) 10:00-12:00 CT", Said("ct", days=THIRD, hours=(600, 720), minutes=120)),
        ("CT from 1pm to 3pm on Dec 3", Said("ct", days=THIRD, hours=(780, 900), minutes=120)),
        ("午後3時半からX線CTを二時間使いたい", Said("x線ct", hours=(930, 1440), minutes=120)),
        ("CT 3時から1時間半", Said("ct", hours=(900, 1440), minutes=90)),
        ("CTを木曜日の15時まで", Said("ct", weekdays=THURSDAY, hours=(0, 900))),
        ("正午以降 CT", Said("ct", hours=(720, 1440))),
        ("CT 13時以降15時まで", Said("ct", hours=(780, 900))),
        ("半日 5軸加工機", Said("5軸加工機", minutes=240)),
        ("明日からCT", Said("ct", days=(date(2026, 11, 29), date(2026, 12, 12)))),
        ("12/1から12/4まで CT", Said("ct", days=(date(2026, 12, 1), date(2026, 12, 4)))),
        ("12月3日以降 CT", Said("ct", days=(date(2026, 12, 3), date(2026, 12, 16)))),
        ("今週 CT", Said("ct", days=(SATURDAY, date(2026, 11, 29)))),
        ("2月29日 CT", Said("ct", days=(date(2028, 2, 29),) * 2)),
        ("1月5日 CT", Said("ct", days=(date(2027, 1, 5),) * 2)),
    ],
)
def test_a_sentence_tells_when_and_what(text, meant):
    assert read(text, SATURDAY) == meant


@pytest.mark.parametrize(
    "text",
    [
        "X線CT",
        "日本電子 SEM",
        "月次点検と火災試験、金属の水素",
        "100分の1の精度で測りたい",
        "13月45日製の部品",
        "25時",
        "0時間",
        "Sunset Monitor",
        "",
    ],
)
def test_what_tells_no_time_is_left_as_it_is(text):
    assert read(text, SATURDAY) == Said(text)


def test_days_far_apart_are_cut():
    assert read("2027/1/1 から 2027/12/31", SATURDAY).days == (date(2027, 1, 1), date(2027, 1, 31))


@given(
    st.text(alphabet="月火木金曜日時分半午前後来週今明0123456789:/-~から までのにCTx⟨⟩ pm", max_size=30),
    st.dates(date(2001, 1, 1), date(2098, 12, 31)),
)
def test_whatever_is_written_is_read_without_an_error_and_in_order(text, today):
    said = read(text, today)
    first, last = said.days or (today, today)
    assert timedelta(0) <= last - first < timedelta(days=31)
    start, end = said.hours or (0, 1)
    assert 0 <= start < end <= 1440
    assert 0 < (said.minutes or 1) <= 1440
