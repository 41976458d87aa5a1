"""The lab of the reservations, whose instrument asks for a licence of level 2, and who holds one."""

import datetime

import pytest
from django.utils import timezone
from tests.reservations.conftest import (  # noqa: F401
    _english,
    at,
    clerk,
    day,
    director,
    firm,
    lab,
    reserved,
    rules,
    some_class,
    stranger,
    unit,
    user,
)

from hashiwatashi.licences.actions import issue
from hashiwatashi.licences.courses import announce
from hashiwatashi.licences.models import Course
from hashiwatashi.opening.models import UseRules


@pytest.fixture
def strict(rules):  # noqa: F811
    """From now on the rules ask for a licence of level 2."""
    UseRules.objects.filter(pk=rules.pk).update(licence_level=2)
    return rules


@pytest.fixture
def issued(lab, clerk, user, unit):  # noqa: F811
    """Issues a licence for the lab's instrument."""

    def make(person=user, of=unit.equipment, level=2, **values):
        return issue(person, of, owner=lab, level=level, by=clerk, **{"note": "紙の認定証"} | values)

    return make


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def days():
    """So many days."""
    return lambda number: datetime.timedelta(days=number)


@pytest.fixture
def course(lab, unit, clerk):  # noqa: F811
    """Announces a course for the lab's instrument, so many days from now."""

    def make(seats=2, after=30, instruments=None, **values):
        starts = timezone.now() + datetime.timedelta(days=after)
        told = {"title": "X線CT操作講習", "place": "研修室", "level": 2, "seats": seats}
        told |= {"starts": starts, "ends": starts + datetime.timedelta(hours=3)}
        told |= {"apply_until": timezone.localdate(starts) - datetime.timedelta(days=3)}
        chosen = [unit.equipment] if instruments is None else instruments
        return announce(Course(owner=lab, **told | values), chosen, by=clerk)

    return make
