import datetime
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.factories import MeasureFactory, OrganisationFactory

from hashiwatashi.common.effective import holding, in_force
from hashiwatashi.organisations.models import OrganisationName

DAY = datetime.date(2020, 4, 1)
STEP = datetime.timedelta(days=1)
DAYS = st.integers(-3, 3).map(lambda number: DAY + number * STEP) | st.none()


@dataclass
class Row:
    since: datetime.date | None
    until: datetime.date | None


def test_the_first_day_is_within_and_the_end_is_not():
    row = Row(DAY, DAY + STEP)
    assert [holding([row], DAY + number * STEP) for number in (-1, 0, 1)] == [None, row, None]


def test_of_several_the_one_that_began_last_holds_and_undated_ones_say_nothing():
    old, new = Row(None, None), Row(DAY, None)
    assert holding([old, Row(DAY - STEP, None), new], DAY) is new
    assert holding([old], DAY) is None


class Agreement(TestCase):
    """The database and the loaded rows say the same."""

    @given(DAYS, DAYS, DAYS.filter(bool))
    def test_condition_and_rows_agree(self, since, until, day):
        if since and until and since >= until:
            return
        name = OrganisationName.objects.create(
            organisation=OrganisationFactory(), name="前の名", since=since, until=until
        )
        stored = OrganisationName.objects.filter(in_force(day)).exists()
        assert stored == (holding([name], day) is not None or (since is None and until is None))


@pytest.mark.django_db
def test_a_measure_shows_the_name_its_lead_bore_at_the_time(client):
    lead = OrganisationFactory(name="架空新庁")
    until = datetime.date(2015, 4, 1)
    OrganisationName.objects.create(organisation=lead, name="架空旧庁", since=datetime.date(2001, 1, 6), until=until)
    old, new = MeasureFactory(owner=lead, fiscal_year=2014), MeasureFactory(owner=lead, fiscal_year=2015)
    assert "架空旧庁" in client.get(f"/measures/{old.uid}/").content.decode()
    assert "架空旧庁" not in client.get(f"/measures/{new.uid}/").content.decode()
