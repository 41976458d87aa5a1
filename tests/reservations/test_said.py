"""Times read out of what somebody writes; what is none stays in the text."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashiwatashi.reservations.said import Said, read
from hashiwatashi.reservations.timewords import AFTERNOON, EVENING, MORNING, WORKING_DAYS

SATURDAY = date(2026, 11, 28)
NEXT_WEEK = (date(2026, 11, 30), date(2026, 12, 6))
THURSDAY = frozenset({3})
THIRD = (date(2026, 12, 3), date(2026, 12, 3))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("木曜の午後にCTを2時間", Said("CT", weekdays=THURSDAY, hours=AFTERNOON, minutes=120)),
        ("CT on Thursday afternoon", Said("CT", weekdays=THURSDAY, hours=AFTERNOON)),
        ("any CT, two hours, next week", Said("CT", days=NEXT_WEEK, minutes=120)),
        ("来週 ＣＴ ２時間", Said("CT", days=NEXT_WEEK, minutes=120)),
        ("来週の木曜か金曜、CT 90分", Said("CT", days=NEXT_WEEK, weekdays=frozenset({3, 4}), minutes=90)),
        ("明日の午前 SEM", Said("SEM", days=(date(2026, 11, 29),) * 2, hours=MORNING)),
        ("平日の夕方 三次元測定機", Said("三次元測定機", weekdays=WORKING_DAYS, hours=EVENING)),
        ("12月3日 13時から15時 引張試験機を使いたい", Said("引張試験機", days=THIRD, hours=(780, 900), minutes=120)),
        ("12/3(木) 10:00-12:00 CT", Said("CT", days=THIRD, hours=(600, 720), minutes=120)),
        ("CT from 1pm to 3pm on Dec 3", Said("CT", days=THIRD, hours=(780, 900), minutes=120)),
        ("午後3時半からX線CTを二時間使いたい", Said("X線CT", hours=(930, 1440), minutes=120)),
        ("CT 3時から1時間半", Said("CT", hours=(900, 1440), minutes=90)),
        ("CTを木曜日の15時まで", Said("CT", weekdays=THURSDAY, hours=(0, 900))),
        ("正午以降 CT", Said("CT", hours=(720, 1440))),
        ("CT 13時以降15時まで", Said("CT", hours=(780, 900))),
        ("半日 5軸加工機", Said("5軸加工機", minutes=240)),
        ("明日からCT", Said("CT", days=(date(2026, 11, 29), date(2026, 12, 12)))),
        ("12/1から12/4まで CT", Said("CT", days=(date(2026, 12, 1), date(2026, 12, 4)))),
        ("12月3日以降 CT", Said("CT", days=(date(2026, 12, 3), date(2026, 12, 16)))),
        ("今週 CT", Said("CT", days=(SATURDAY, date(2026, 11, 29)))),
        ("2月29日 CT", Said("CT", days=(date(2028, 2, 29),) * 2)),
        ("1月5日 CT", Said("CT", days=(date(2027, 1, 5),) * 2)),
        ("1.5時間 CT", Said("CT", minutes=90)),
        ("月曜以外 CT", Said("CT", weekdays=frozenset({1, 2, 3, 4, 5, 6}))),
        ("CT except Monday", Said("CT", weekdays=frozenset({1, 2, 3, 4, 5, 6}))),
        ("月曜から金曜 CT", Said("CT", weekdays=WORKING_DAYS)),
        ("月〜金の午前 CT", Said("CT", weekdays=WORKING_DAYS, hours=MORNING)),
        ("月・水・金 CT", Said("CT", weekdays=frozenset({0, 2, 4}))),
        ("CT Monday to Friday", Said("CT", weekdays=WORKING_DAYS)),
        ("CT Monday and Friday", Said("CT", weekdays=frozenset({0, 4}))),
        ("明日か明後日 CT", Said("CT", days=(date(2026, 11, 29), date(2026, 11, 30)))),
        ("今週か来週 CT", Said("CT", days=(SATURDAY, date(2026, 12, 6)))),
        ("12月5日までに CT", Said("CT", days=(SATURDAY, date(2026, 12, 5)))),
        ("CT until Dec 5", Said("CT", days=(SATURDAY, date(2026, 12, 5)))),
        ("12/28 から 12/30 CT", Said("CT", days=(date(2026, 12, 28), date(2026, 12, 30)))),
        ("CT Dec 28 to Dec 30", Said("CT", days=(date(2026, 12, 28), date(2026, 12, 30)))),
        ("12月3日〜5日 CT", Said("CT", days=(date(2026, 12, 3), date(2026, 12, 5)))),
        ("CT Dec 3-5", Said("CT", days=(date(2026, 12, 3), date(2026, 12, 5)))),
        ("令和8年12月3日 CT", Said("CT", days=THIRD)),
        ("CT 2026-12-03", Said("CT", days=THIRD)),
        ("午後9時から11時 CT", Said("CT", hours=(1260, 1380), minutes=120)),
        ("夜7時から CT", Said("CT", hours=(1140, 1440))),
        ("0時から24時 CT", Said("CT", hours=(0, 1440), minutes=1440)),
        ("CT 00:00-06:00", Said("CT", hours=(0, 360), minutes=360)),
        ("22時から2時 CT", Said("CT", hours=(1320, 1440))),
        ("午前以外 CT 2時間", Said("午前以外 CT", minutes=120)),
        ("木曜はんだ槽", Said("はんだ槽", weekdays=THURSDAY)),
        ("午後でんぷん分析", Said("でんぷん分析", hours=AFTERNOON)),
        ("明日 free radical analyser", Said("free radical analyser", days=(date(2026, 11, 29),) * 2)),
        ("空き缶プレス 明日", Said("空き缶プレス", days=(date(2026, 11, 29),) * 2)),
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
        "3/8ねじ ゲージ",
        "12/24V 電源",
        "混合比10:30 ミキサー",
        "朝日分光 モノクロメータ",
        "夜間照明 照度計",
        "decibel 10 meter",
        "日曜大工",
        "",
    ],
)
def test_what_tells_no_time_is_left_as_it_is(text):
    assert read(text, SATURDAY) == Said(text)


def test_a_day_that_has_just_passed_is_not_that_of_next_year():
    assert read("11月27日 CT", SATURDAY).days == (date(2026, 11, 27),) * 2


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
