"""Whether somebody's licences entitle her to operate an instrument on some days, and if not, why not."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from hashiwatashi.equipment.models import Equipment
from hashiwatashi.licences.enums import LicenceState
from hashiwatashi.licences.models import OperatorLicence
from hashiwatashi.people.models import Account


@dataclass(frozen=True, slots=True)
class Gap:
    """The first day on which no licence entitles; ``licence`` is the one that comes nearest, None for none at all."""

    day: date
    licence: OperatorLicence | None

    @property
    def state(self) -> LicenceState | None:
        """What that one is worth on the day; valid: its level is too low. None without any."""
        return None if self.licence is None else self.licence.state_on(self.day)


def licences_for(person: Account | None, equipment: Equipment) -> list[OperatorLicence]:
    """All that somebody ever had for an instrument, or its class at its institution; the highest level first."""
    if person is None:
        return []
    found = OperatorLicence.objects.filter(person=person).for_instrument(equipment)
    return list(found.order_by("-level", "-expires_on", "-pk"))


def entitling(licences: Iterable[OperatorLicence], level: int, day: date) -> OperatorLicence | None:
    """The licence of at least a level that is valid on a day."""
    return next((one for one in licences if one.level >= level and one.is_valid_on(day)), None)


def first_gap(licences: Collection[OperatorLicence], level: int, days: Iterable[date]) -> Gap | None:
    """The first of some days on which none entitles; None where there is one for each of them."""
    for day in days:
        if entitling(licences, level, day) is None:
            return Gap(day, _nearest(licences, level, day))
    return None


_NEAR = (LicenceState.SUSPENDED, LicenceState.EXPIRED, LicenceState.VALID)


def _nearest(licences: Collection[OperatorLicence], level: int, day: date) -> OperatorLicence | None:
    """One that is suspended or expired, else one of a level that is too low; a revoked one says nothing."""
    high = [one for one in licences if one.level >= level and one.issued_on <= day]
    low = [one for one in licences if one.level < level and one.is_valid_on(day)]
    ranked = sorted(
        (one for one in (*high, *low) if one.state_on(day) in _NEAR), key=lambda one: _NEAR.index(one.state_on(day))
    )
    return ranked[0] if ranked else None
