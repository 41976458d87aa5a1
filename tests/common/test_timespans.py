"""Ranges of time: days of 23 and 25 hours, 24:00, and what is left when some are taken out."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashiwatashi.common.timespans import TimeSpan, at_minute, days_of, merged, whole_day, without

TOKYO, BERLIN = ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/Berlin")
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def span(start, length):
    return TimeSpan(EPOCH + timedelta(minutes=start), EPOCH + timedelta(minutes=start + length))


SPANS = st.lists(st.builds(span, st.integers(0, 200), st.integers(1, 60)), max_size=8)


def minutes_in(spans):
    def minute(moment):
        return int((moment - EPOCH).total_seconds() // 60)

    return {number for one in spans for number in range(minute(one.start), minute(one.end))}


@given(SPANS, SPANS)
def test_what_is_left_is_what_is_in_the_one_and_not_in_the_other(spans, taken):
    left = without(spans, taken)
    assert minutes_in(left) == minutes_in(spans) - minutes_in(taken)
    assert all(one.end < other.start for one, other in pairwise(left)) or not taken


@given(SPANS)
def test_merged_is_the_same_time_in_order_without_touching_parts(spans):
    found = merged(spans)
    assert minutes_in(found) == minutes_in(spans)
    assert all(one.end < other.start for one, other in pairwise(found))


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-07-01", 24)])
def test_a_day_is_as_long_as_its_clock_goes(day, hours):
    assert whole_day(date.fromisoformat(day), BERLIN).length == timedelta(hours=hours)


def test_an_hour_that_comes_twice_is_an_hour_long():
    start = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN)
    end = start.replace(fold=1)
    assert TimeSpan(start, end).length == timedelta(hours=1)


def test_a_time_that_the_clock_leaves_out_is_not_before_the_one_before_it():
    day = date(2026, 3, 29)
    assert at_minute(day, 2 * 60 + 30, BERLIN) >= at_minute(day, 2 * 60, BERLIN) - timedelta(hours=1)
    assert at_minute(day, 3 * 60, BERLIN) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_twenty_four_is_the_beginning_of_the_next_day():
    assert at_minute(date(2028, 2, 28), 1440, TOKYO) == at_minute(date(2028, 2, 29), 0, TOKYO)
    assert at_minute(date(2026, 12, 31), 1440, TOKYO) == datetime(2026, 12, 31, 15, tzinfo=UTC)


def test_a_span_until_midnight_touches_one_day():
    assert days_of(whole_day(date(2026, 12, 31), TOKYO), TOKYO) == [date(2026, 12, 31)]


@pytest.mark.parametrize("minute", [-1, 1441])
def test_a_minute_outside_the_day_is_none(minute):
    with pytest.raises(ValueError, match="no minute"):
        at_minute(date(2026, 1, 1), minute, TOKYO)


def test_moments_need_a_zone_and_an_end_that_is_later():
    with pytest.raises(ValueError, match="zone"):
        TimeSpan(datetime(2026, 1, 1), datetime(2026, 1, 2))
    with pytest.raises(ValueError, match="not after"):
        TimeSpan(EPOCH, EPOCH)
