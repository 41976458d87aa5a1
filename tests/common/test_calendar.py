"""Fiscal years, eras, holidays, working days and ranges, by examples and by what always holds."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hashiwatashi.common import calendar
from hashiwatashi.common.calendar import Span
from hashiwatashi.exchange.reading import dates

DAYS = st.dates(date(1850, 1, 1), date(2200, 12, 31))
NEAR = st.dates(date(2000, 1, 1), date(2040, 12, 31))
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 11, 27), "令和8年11月27日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1868, 1, 25), "明治元年1月25日"),
        (date(1868, 1, 24), "1868年1月24日"),
    ],
)
def test_eras_begin_on_their_first_days(day, text):
    assert calendar.in_era(day) == text


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_what_is_written_by_era_is_read_again(day):
    assert dates.day("day", calendar.in_era(day)) == day


@pytest.mark.parametrize(
    ("day", "year", "label"),
    [
        (date(2026, 3, 31), 2025, "令和7年度"),
        (date(2026, 4, 1), 2026, "令和8年度"),
        (date(2019, 4, 1), 2019, "令和元年度"),
        (date(1989, 3, 31), 1988, "昭和63年度"),
        (date(1989, 4, 1), 1989, "平成元年度"),
        (date(1926, 12, 31), 1926, "大正15年度"),
    ],
)
def test_fiscal_years_run_from_april_to_march(day, year, label):
    assert calendar.fiscal_year(day) == year
    assert calendar.fiscal_year_label(year) == label
    assert calendar.fiscal_year_label(year, is_japanese=False) == f"FY{year}"


@given(DAYS)
def test_each_day_is_in_its_fiscal_year_and_in_no_other(day):
    year = calendar.fiscal_year(day)
    assert day in calendar.fiscal_year_days(year)
    assert day not in calendar.fiscal_year_days(year - 1)
    assert day not in calendar.fiscal_year_days(year + 1)


def test_a_fiscal_year_is_shown_with_its_last_day():
    assert calendar.fiscal_year_days(2026).last_day == date(2027, 3, 31)


@given(DAYS, DAYS)
def test_a_span_holds_its_first_and_last_day_and_not_the_ones_beside(since, until):
    assume(since < until)
    span = Span(since, until)
    assert since in span
    assert span.last_day in span
    assert until not in span
    assert since - DAY not in span


@given(DAYS, DAYS, DAYS)
def test_spans_that_follow_each_other_share_no_day_and_leave_none_out(first, second, third):
    first, second, third = sorted((first, second, third))
    assume(first < second < third)
    before, after = Span(first, second), Span(second, third)
    assert not before.meets(after)
    assert not after.meets(before)
    assert before.last_day + DAY == after.since
    assert Span(first, third).meets(after)


@given(DAYS, DAYS)
def test_a_span_without_end_ends_never(since, day):
    assert (day in Span(since)) == (day >= since)
    assert Span(since).last_day is None
    assert Span(day).meets(Span(since))


@given(DAYS)
def test_an_empty_span_is_refused(day):
    with pytest.raises(ValueError, match="not after"):
        Span(day, day)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 11, 23), "勤労感謝の日"),
        (date(2026, 5, 6), "憲法記念日 振替休日"),
        (date(2026, 9, 22), "国民の休日"),
        (date(2026, 11, 24), ""),
        (date(2026, 12, 25), ""),
    ],
)
def test_holidays_have_their_names(day, name):
    assert calendar.holiday(day) == name


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2026, 11, 27), True),
        (date(2026, 11, 28), False),
        (date(2026, 11, 23), False),
        (date(2026, 12, 28), True),
        (date(2026, 12, 29), False),
        (date(2027, 1, 4), True),
    ],
)
def test_offices_are_closed_at_weekends_holidays_and_new_year(day, is_open):
    assert calendar.is_working_day(day) == is_open


@given(NEAR, st.integers(0, 60), st.integers(0, 60))
def test_working_days_add_up(day, one, other):
    middle, end = day + one * DAY, day + (one + other) * DAY
    parts = [*calendar.working_days(day, middle), *calendar.working_days(middle, end)]
    assert list(calendar.working_days(day, end)) == parts
    assert all(calendar.is_working_day(each) for each in parts)


@given(NEAR, st.integers(0, 40))
def test_counting_working_days_forward_and_listing_them_agree(day, count):
    end = calendar.after_working_days(day, count)
    assert len(list(calendar.working_days(day + DAY, end + DAY))) == count
    assert end == day or calendar.is_working_day(end)


def test_working_days_are_not_counted_backward():
    with pytest.raises(ValueError, match="forward"):
        calendar.after_working_days(date(2026, 11, 27), -1)


@pytest.mark.parametrize(
    ("month", "first", "after"),
    [
        (None, date(2026, 4, 1), date(2027, 4, 1)),
        (4, date(2026, 4, 1), date(2026, 5, 1)),
        (12, date(2026, 12, 1), date(2027, 1, 1)),
        (1, date(2027, 1, 1), date(2027, 2, 1)),
        (3, date(2027, 3, 1), date(2027, 4, 1)),
    ],
)
def test_the_months_of_a_fiscal_year_run_from_april_to_march(month, first, after):
    assert calendar.fiscal_days(2026, month) == Span(first, after)
