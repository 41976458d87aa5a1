"""A licence is suspended or revoked: whose coming reservations depended on it is told, and the keeper sees which."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.licences import actions as licences
from hashiwatashi.licences.models import OperatorLicence
from hashiwatashi.notices.reservations import RESERVATION_UNLICENSED
from hashiwatashi.reservations.actions import tell_users
from hashiwatashi.reservations.licensing import dependants
from hashiwatashi.reservations.models import Reservation


def suspend(licence: OperatorLicence, *, reason: str, by: Actor) -> list[Reservation]:
    """Suspend a licence as `licences.actions.suspend` does; returns the reservations that lack one now."""
    with transaction.atomic():
        licences.suspend(licence, reason=reason, by=by)
        return tell_unlicensed([licence], by=by)


def revoke(licence: OperatorLicence, *, reason: str, by: Actor) -> list[Reservation]:
    """Revoke a licence as `licences.actions.revoke` does; returns the reservations that lack one now."""
    with transaction.atomic():
        licences.revoke(licence, reason=reason, by=by)
        return tell_unlicensed([licence], by=by)


def tell_unlicensed(found: Iterable[OperatorLicence], *, by: Actor) -> list[Reservation]:
    """Tell the users of reservations that lack a licence after what befell some; they stay, but cannot begin."""
    lacking = {one.pk: one for licence in found for one in dependants(licence)}
    for reservation in lacking.values():
        tell_users(reservation, RESERVATION_UNLICENSED, by=by)
    return list(lacking.values())
