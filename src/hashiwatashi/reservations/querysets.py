"""Words for reading reservations and what takes the time of units."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from hashiwatashi.common.doors import NOBODY, Door, owners
from hashiwatashi.common.effective import in_force
from hashiwatashi.common.querysets import DoorQuerySet
from hashiwatashi.common.timespans import TimeSpan
from hashiwatashi.common.visitors import Visitor, organisation_ids
from hashiwatashi.reservations.enums import COMING, OCCUPYING, ReservationStage

if TYPE_CHECKING:
    from hashiwatashi.opening.models import Unit
    from hashiwatashi.reservations.models import Closure, Deputy, Occupancy, Reservation  # noqa: F401
    from hashiwatashi.reservations.waits import Waiting  # noqa: F401

#: Nothing takes a unit's time for longer in one piece: the guard of SQLite looks no further back.
LONGEST = timedelta(days=366)


def _users(visitor: Visitor) -> Q:
    return Q(user=visitor) if visitor.is_authenticated else NOBODY


def _keepers(visitor: Visitor) -> Q:
    """The people of the institution whose instrument it is."""
    own = organisation_ids(visitor)
    return Q(unit__equipment__owner__in=own) if own else NOBODY


class ReservationQuerySet(DoorQuerySet["Reservation"]):
    # Who uses it, the people of the organisation for which it is used, and of the institution whose it is.
    DOOR = Door(_users, lambda reservation: ()) | owners("organisation") | Door(_keepers, lambda reservation: ())

    def coming(self) -> Self:
        return self.filter(stage__in=COMING)

    def kept_by(self, institutions: frozenset[int]) -> Self:
        """Those of the instruments of some institutions."""
        return self.filter(unit__equipment__owner__in=institutions)

    def meeting(self, span: TimeSpan) -> Self:
        return self.filter(starts__lt=span.end, ends__gt=span.start)

    def taking_time(self) -> Self:
        return self.filter(stage__in=OCCUPYING)

    def ended_holds(self, now: datetime) -> Self:
        """Provisional ones that are kept no longer."""
        return self.filter(stage=ReservationStage.HELD, held_until__lte=now)

    def for_lists(self) -> Self:
        return self.select_related("unit__equipment__owner__prefecture", "user", "organisation")


class OccupancyQuerySet(models.QuerySet["Occupancy"]):
    def taking(self, units: Collection[int], span: TimeSpan) -> Self:
        """What takes the time of some units within a span."""
        # The bound on the beginning lets the index find the place.
        return self.filter(
            unit__in=units, occupies=True, starts__lt=span.end, starts__gte=span.start - LONGEST, ends__gt=span.start
        )


class ClosureQuerySet(DoorQuerySet["Closure"]):
    DOOR = Door(_keepers, lambda closure: ())

    def standing(self) -> Self:
        return self.filter(ended_at=None)

    def for_lists(self) -> Self:
        return self.select_related("unit__equipment__owner", "made_by")


class DeputyQuerySet(DoorQuerySet["Deputy"]):
    DOOR = owners()

    def in_force_on(self, day: date) -> Self:
        return self.filter(in_force(day))

    def for_lists(self) -> Self:
        return self.select_related("owner", "absent", "deputy")


class WaitingQuerySet(DoorQuerySet["Waiting"]):
    # Whoever waits herself, and the people of the institution: nobody else learns who waits.
    DOOR = Door(_users, lambda waiting: ()) | Door(_keepers, lambda waiting: ())

    def standing(self, now: datetime) -> Self:
        """Those who still wait: not withdrawn, nothing offered, the time not begun."""
        return self.filter(reservation=None, withdrawn_at=None, starts__gt=now)

    def of_unit(self, unit: Unit) -> Self:
        """Those for whom a unit will do."""
        return self.filter(Q(unit=unit) | Q(takes_any=True, unit__equipment=unit.equipment_id))

    def meeting(self, span: TimeSpan) -> Self:
        return self.filter(starts__lt=span.end, ends__gt=span.start)

    def for_lists(self) -> Self:
        return self.select_related(
            "unit__equipment__owner__prefecture", "user", "organisation", "reservation__unit__equipment"
        )
