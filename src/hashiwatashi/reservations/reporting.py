"""The report after a use, in a minute: its times are those that were noted, unless somebody says otherwise."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.common import actions
from hashiwatashi.common.errors import Conflict, InvalidInput
from hashiwatashi.people.models import Account
from hashiwatashi.reservations.enums import ReservationStage
from hashiwatashi.reservations.models import Reservation, UseReport


def report_use(
    reservation: Reservation, *, by: Account, started: datetime, ended: datetime, **values: Any
) -> UseReport:
    """Store the report of a use that is finished, or change the one that was given.

    Raises `InvalidInput` for times that are in the future or out of order, `Conflict` before the use is finished.
    Audited as ``REPORTED`` or ``REPORT_CHANGED``.
    """
    if ended <= started:
        raise InvalidInput.of("ended", _("The end must be later than the beginning."))
    if ended > timezone.now():
        raise InvalidInput.of("ended", _("That is still to come. Tell when the use ended."))
    with transaction.atomic():
        stored = Reservation.objects.select_for_update(of=("self",)).get(pk=reservation.pk)
        if stored.stage != ReservationStage.DONE:
            raise Conflict(_("The use is not finished yet. Finish it first."))
        known = UseReport.objects.filter(reservation=stored).first()
        told = {"started": started, "ended": ended, **values}
        if known is not None:
            actions.change(known, by=by, changes=told)
            return known
        return actions.register(UseReport(reservation=stored, reported_by=by, **told), by=by)


def noted_times(reservation: Reservation) -> tuple[datetime, datetime]:
    """When a finished use was, as it was noted when it began and ended; as reserved where that was forgotten."""
    started = reservation.begun_at or reservation.starts
    ended = reservation.ended_at or reservation.ends
    return (started, ended) if started < ended else (reservation.starts, reservation.ends)
