"""Reading the waiting list: whose time is free, which time others wait for, how many stand before somebody."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from hashiwatashi.opening.models import Unit
from hashiwatashi.reservations.enums import Obstacle
from hashiwatashi.reservations.models import Occupancy
from hashiwatashi.reservations.obstacles import CannotReserve
from hashiwatashi.reservations.querysets import WaitingQuerySet
from hashiwatashi.reservations.waits import Waiting
from hashiwatashi.reservations.wishes import Wish

_AWAITED = _("Others wait for this time: it is offered to them first, in a moment. Choose another, or wait, too.")


def whose_time_is_free(now: datetime) -> WaitingQuerySet:
    """Those who wait and whose time nothing takes at the moment, in the order of the list."""
    taken = Occupancy.objects.filter(
        unit=OuterRef("pk"),
        occupies=True,
        starts__lt=OuterRef(OuterRef("ends")),
        ends__gt=OuterRef(OuterRef("starts")),
    )
    suited = Unit.objects.filter(
        Q(pk=OuterRef("unit")) | Q(Exact(OuterRef("takes_any"), True), equipment=OuterRef("unit__equipment")),
        Q(until=None) | Q(until__gt=OuterRef("starts__date")),
        ~Exists(taken),
        since__lte=OuterRef("starts__date"),
    )
    return Waiting.objects.standing(now).filter(Exists(suited), user__is_active=True).order_by("created_at", "pk")


def is_somebody_next(now: datetime) -> bool:
    """Whether a time has become free for which somebody waits who was not asked yet."""
    return bool(whose_time_is_free(now).filter(skipped_at=None).exists())


def refuse_awaited(wish: Wish, now: datetime) -> None:
    """Raises `CannotReserve` where somebody else waits for the time and has still to be offered it.

    So nobody gets before her what has just become free, and nobody loses later what was stored.
    """
    waiting = Waiting.objects.standing(now).of_unit(wish.unit).meeting(wish.span)
    # Mostly nobody waits: that is asked in the simplest way.
    if waiting.exists() and _to_be_offered(waiting, wish).exists():
        raise CannotReserve(Obstacle.AWAITED, _AWAITED)


def _to_be_offered(waiting: WaitingQuerySet, wish: Wish) -> WaitingQuerySet:
    """Of those who wait the others whose whole time is free: they come first."""
    taken = Occupancy.objects.filter(
        unit=wish.unit, occupies=True, starts__lt=OuterRef("ends"), ends__gt=OuterRef("starts")
    )
    others = waiting.filter(~Exists(taken), skipped_at=None, user__is_active=True)
    return others if wish.user is None else others.exclude(user=wish.user)


def with_place(entries: WaitingQuerySet, now: datetime) -> WaitingQuerySet:
    """Each with ``ahead``, the number of those who wait before it for a time that meets its own."""
    alike: Any = Q(unit=OuterRef("unit")) | (
        Q(unit__equipment=OuterRef("unit__equipment")) & (Q(takes_any=True) | Q(Exact(OuterRef("takes_any"), True)))
    )
    before = Waiting.objects.standing(now).filter(
        alike, user__is_active=True, starts__lt=OuterRef("ends"), ends__gt=OuterRef("starts"), pk__lt=OuterRef("pk")
    )
    counted = before.order_by().annotate(same=F("pk") - F("pk")).values("same").annotate(n=Count("pk")).values("n")
    return entries.annotate(ahead=Coalesce(Subquery(counted, output_field=IntegerField()), 0))
