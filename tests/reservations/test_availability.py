"""Times near a moment: the same as all times, those that begin nearest first."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from hashiwatashi.common.timespans import TimeSpan, at_minute
from hashiwatashi.equipment.enums import ExternalUse
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.opening.enums import UserKind
from hashiwatashi.opening.hours import Opening
from hashiwatashi.opening.models import Unit, UseRules
from hashiwatashi.reservations.availability import Availability
from hashiwatashi.reservations.obstacles import rule_obstacles
from hashiwatashi.reservations.wishes import Wish

ZONE = timezone.get_default_timezone()
DAY = date(2026, 12, 2)
SPANS = st.lists(st.tuples(st.integers(0, 1300), st.integers(20, 140)), max_size=4)


@given(SPANS, st.integers(-300, 1800), st.sampled_from([15, 30, 60]), st.integers(1, 4))
def test_nearest_gives_the_same_times_the_nearest_first(spans, to, step, steps):
    rules = UseRules(since=date(2020, 4, 1), week=[[[0, 1440]]] * 7, step_minutes=step, longest_minutes=1440)
    taken, free = 0, []
    for start, length in sorted(spans):
        if start > taken and start + length <= 1440:
            free.append(TimeSpan(at_minute(DAY, start, ZONE), at_minute(DAY, start + length, ZONE)))
            taken = start + length
    unit = Unit(equipment=Equipment(external_use=ExternalUse.OPEN), since=date(2020, 4, 1))
    found = Availability(unit, Opening(institution_rules=(rules,)), tuple(free), tuple(free))
    now = datetime(2026, 11, 25, tzinfo=ZONE)
    moment = at_minute(DAY, 0, ZONE) + timedelta(minutes=to)
    told = {"user_kind": UserKind.FIRM, "now": now}
    every = list(found.starts(step * steps, **told))
    near = list(found.nearest(step * steps, moment, **told))
    assert sorted(near) == every
    distances = [abs(one.start - moment) for one in near]
    assert distances == sorted(distances)


@given(st.integers(1, 3), st.integers(0, 40), st.integers(0, 120), st.booleans())
def test_days_that_are_barred_are_passed_over_and_no_other(months, latest, ahead, serves_firms):
    """What `starts` gives without asking each time of a barred day is what asking each time gives."""
    rules = UseRules(since=date(2020, 4, 1), week=[[[540, 720]]] * 7, step_minutes=60, earliest_months=months)
    rules.latest_days, rules.users = latest, ["firm"] if serves_firms else ["research"]
    opening = Opening(institution_rules=(rules,))
    since = DAY + timedelta(days=ahead)
    within = TimeSpan(at_minute(since, 0, ZONE), at_minute(since + timedelta(days=9), 0, ZONE))
    unit = Unit(equipment=Equipment(external_use=ExternalUse.OPEN), since=DAY, until=since + timedelta(days=5))
    free = tuple(opening.spans(within, ZONE))
    now = datetime(2026, 11, 25, 10, 30, tzinfo=ZONE)
    hours = [
        TimeSpan(span.start + timedelta(hours=n), span.start + timedelta(hours=n + 1))
        for span in free
        for n in range(3)
    ]
    every = [one for one in hours if not list(rule_obstacles(Wish(unit, one), opening, now))]
    found = Availability(unit, opening, free, free)
    assert list(found.starts(60, user_kind=UserKind.FIRM, now=now)) == every
    assert sorted(found.nearest(60, within.start, user_kind=UserKind.FIRM, now=now)) == every
