"""The database refuses two things at the same time on one unit, whoever writes them."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from hashiwatashi.common.errors import Unavailable
from hashiwatashi.reservations import guard
from hashiwatashi.reservations.enums import OccupancyKind
from hashiwatashi.reservations.models import Closure, Occupancy


def taken(unit, by, span):
    """A row of a closure, stored without asking anybody."""
    closure = Closure.objects.create(unit=unit, starts=span.start, ends=span.end, reason="点検", made_by=by)
    return Occupancy.objects.create(
        unit=unit, starts=span.start, ends=span.end, kind=OccupancyKind.MAINTENANCE, closure=closure
    )


@pytest.mark.parametrize(("start", "end"), [(9, 12), (10, 11), (8, 9.5), (11.5, 13), (8, 13), (9, 9.25)])
def test_an_overlap_is_refused(unit, clerk, at, start, end):
    taken(unit, clerk, at(9, 12))
    with pytest.raises(IntegrityError, match=guard.NAME), transaction.atomic():
        taken(unit, clerk, at(start, end))


@pytest.mark.parametrize(("start", "end"), [(7, 9), (12, 13)])
def test_what_touches_is_stored(unit, clerk, at, start, end):
    taken(unit, clerk, at(9, 12))
    taken(unit, clerk, at(start, end))
    assert Occupancy.objects.count() == 2


def test_a_row_cannot_be_moved_or_woken_onto_another(unit, clerk, at):
    first, second = taken(unit, clerk, at(9, 12)), taken(unit, clerk, at(13, 15))
    with pytest.raises(IntegrityError, match=guard.NAME), transaction.atomic():
        Occupancy.objects.filter(pk=second.pk).update(starts=at(11, 12).start)
    Occupancy.objects.filter(pk=first.pk).update(occupies=False)
    taken(unit, clerk, at(10, 11))
    with pytest.raises(IntegrityError, match=guard.NAME), transaction.atomic():
        Occupancy.objects.filter(pk=first.pk).update(occupies=True)


def test_what_began_long_before_is_seen(unit, clerk, at):
    taken(unit, clerk, at(-24 * 365, 12))
    with pytest.raises(IntegrityError, match=guard.NAME), transaction.atomic():
        taken(unit, clerk, at(10, 11))


def test_nothing_takes_longer_than_a_year(unit, clerk, at):
    with pytest.raises(IntegrityError, match="occupancy_not_too_long"), transaction.atomic():
        taken(unit, clerk, at(0, 24 * 367))


@pytest.mark.django_db
def test_start_up_is_refused_without_it():
    guard.insist(connection)
    drop = {
        "sqlite": f"DROP TRIGGER {guard.NAME}_update",
        "postgresql": f"ALTER TABLE {Occupancy._meta.db_table} DROP CONSTRAINT {guard.NAME}",
    }
    with connection.cursor() as cursor:
        cursor.execute(drop[connection.vendor])
    try:
        with pytest.raises(Unavailable, match="hashi migrate"):
            guard.insist(connection)
    finally:
        guard.install(connection)
    assert not guard.is_missing(connection)


def test_a_length_is_half_open(unit, clerk, at):
    row = taken(unit, clerk, at(9, 10))
    assert row.span.length == timedelta(hours=1)
