"""What is offered to whoever did not get a time: the same unit near in time, the same class nearby, and elsewhere.

Five queries, however many units there are (the candidates are bounded), and nothing that the visitor may not see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from hashiwatashi.areas.offices import nearest
from hashiwatashi.common.timespans import TimeSpan
from hashiwatashi.common.visitors import Visitor
from hashiwatashi.equipment.enums import USABLE, OperatingStatus
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.opening.models import Unit
from hashiwatashi.reservations.availability import Availability, availabilities
from hashiwatashi.reservations.enums import Obstacle
from hashiwatashi.reservations.obstacles import CannotReserve
from hashiwatashi.reservations.wishes import Wish

_AROUND = timedelta(days=14)
_MOST_CANDIDATES = 20
# What lies with whoever asks, whatever the time.
_OF_HER = frozenset({Obstacle.LICENCE, Obstacle.BARRED})


class Offer(TextChoices):
    """In what an alternative differs."""

    OTHER_TIME = "other_time", _("The same instrument at another time")
    NEARBY = "nearby", _("The same class of instrument nearby")
    ELSEWHERE = "elsewhere", _("The same class of instrument elsewhere")


@dataclass(frozen=True, slots=True)
class Alternative:
    """A unit that is free at a time near the one that was wished for."""

    offer: Offer
    unit: Unit
    span: TimeSpan


def alternatives(wish: Wish, visitor: Visitor, now: datetime) -> list[Alternative]:
    """At most one of each offer, in that order; each can be reserved by the rules as they are at the moment."""
    within = TimeSpan(max(now, wish.span.start - _AROUND), max(now, wish.span.end) + _AROUND)
    own = Unit.objects.filter(equipment=wish.unit.equipment).for_lists()
    like = _of_class(wish, visitor)
    found = availabilities([*own, *like], within)
    home = _prefecture(wish.unit.equipment)
    near = [unit for unit in like if _prefecture(unit.equipment) == home]
    far = [unit for unit in like if _prefecture(unit.equipment) != home]
    offers = ((Offer.OTHER_TIME, own), (Offer.NEARBY, near), (Offer.ELSEWHERE, far))
    made = (_best(offer, [found[unit.pk] for unit in units], wish, now) for offer, units in offers)
    return [one for one in made if one is not None]


def instead_of(refusal: CannotReserve, wish: Wish, visitor: Visitor, now: datetime) -> list[Alternative]:
    """What is offered to whoever was refused; nothing where no other time would help."""
    return [] if refusal.obstacle in _OF_HER else alternatives(wish, visitor, now)


def _best(offer: Offer, among: Iterable[Availability], wish: Wish, now: datetime) -> Alternative | None:
    """The time that is nearest to the one wished for; of several as near, that of the unit named first."""
    best: tuple[timedelta, int] | None = None
    chosen = None
    for place, one in enumerate(among):
        near = one.nearest(wish.span.minutes, wish.span.start, user_kind=wish.user_kind, now=now)
        span = next((span for span in near if one.unit.pk != wish.unit.pk or span != wish.span), None)
        if span is None:
            continue
        distance = (abs(span.start - wish.span.start), place)
        if best is None or distance < best:
            best, chosen = distance, Alternative(offer, one.unit, span)
        if not distance[0]:
            break  # at the very time: none of those named later is nearer
    return chosen


def _of_class(wish: Wish, visitor: Visitor) -> list[Unit]:
    """Units of the same class of other entries, the nearest prefectures first."""
    equipment = wish.unit.equipment
    if equipment.equipment_class_id is None:
        return []
    like = Equipment.objects.visible_to(visitor).filter(
        equipment_class=equipment.equipment_class_id,
        external_use__in=USABLE,
        status=OperatingStatus.RUNNING,
    )
    units = Unit.objects.filter(equipment__in=like.exclude(pk=equipment.pk).values("pk")).for_lists()
    order = _order(_prefecture(equipment))
    listed = sorted(units[: _MOST_CANDIDATES * 5], key=lambda unit: (order(_prefecture(unit.equipment)), unit.pk))
    return listed[:_MOST_CANDIDATES]


def _order(home: str) -> Callable[[str], int]:
    places: Sequence[str] = list(nearest(home)) if home else []
    ranks = {home: -1, **{code: place for place, code in enumerate(places)}}
    return lambda code: ranks.get(code, len(ranks))


def _prefecture(equipment: Equipment) -> str:
    return str(equipment.prefecture_id or equipment.owner.prefecture_id or "")
