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
