"""What can be done with an operator licence: issue, extend, suspend, let it stand again, revoke.

What that does to coming reservations stands in `reservations.licensing`.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.common import actions, written
from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.calendar import fiscal_year
from hashiwatashi.common.errors import Conflict, InvalidInput
from hashiwatashi.equipment.models import Equipment, EquipmentClass
from hashiwatashi.licences.enums import LicenceState
from hashiwatashi.licences.events import LicenceEvent
from hashiwatashi.licences.models import Course, OperatorLicence
from hashiwatashi.licences.terms import last_day_from
from hashiwatashi.notices.actions import tell
from hashiwatashi.notices.kind import NoticeKind
from hashiwatashi.notices.licences import (
    LICENCE_EXTENDED,
    LICENCE_ISSUED,
    LICENCE_RESUMED,
    LICENCE_REVOKED,
    LICENCE_SUSPENDED,
)
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account

_DAY = timedelta(days=1)
_EXTENDED_BEFORE = timedelta(days=366)


def issue(
    person: Account,
    subject: Equipment | EquipmentClass,
    *,
    owner: Organisation,
    level: int,
    by: Actor,
    issued_on: date | None = None,
    expires_on: date | None = None,
    course: Course | None = None,
    note: str = "",
) -> OperatorLicence:
    """Give somebody the licence for an instrument or a class, with the next number; she is told.

    Without ``expires_on`` it is valid for the term of the rules of use. Raises `InvalidInput`: level 1 needs no
    course; a higher one without a course needs a ``note`` on what it rests on. Audited as `LicenceEvent.ISSUED`.
    """
    today = timezone.localdate()
    issued_on = issued_on or today
    equipment = subject if isinstance(subject, Equipment) else None
    longest = last_day_from(issued_on, owner, equipment)
    _check_issue(level, issued_on, expires_on, longest, rests_on=bool(course or note.strip()))
    with transaction.atomic():
        year, serial = _next_number(owner, fiscal_year(today))
        licence = OperatorLicence(
            person=person,
            owner=owner,
            equipment=equipment,
            equipment_class=None if isinstance(subject, Equipment) else subject,
            level=level,
            number_year=year,
            number_serial=serial,
            issued_on=issued_on,
            expires_on=expires_on or longest,
            course=course,
            note=note,
        )
        actions.register(licence, by=by)
        _tell_holder(licence, LICENCE_ISSUED, by=by)
    return licence


def extend(licence: OperatorLicence, *, by: Actor, expires_on: date | None = None) -> None:
    """Let a licence be valid for a further term, after its last day or from today on where that has passed.

    Raises `InvalidInput` for a day that is not later than now, or later than the term allows; `Conflict` for a
    revoked one, and for one that is valid for more than a year still. Audited as `LicenceEvent.EXTENDED`.
    """
    with transaction.atomic():
        stored = _held(licence)
        _refuse_revoked(stored)
        if stored.expires_on > timezone.localdate() + _EXTENDED_BEFORE:
            raise Conflict(_("It can be extended in the last year before its last day."))
        begins = max(timezone.localdate(), stored.expires_on + _DAY)
        longest = last_day_from(begins, stored.owner, stored.equipment)
        until = expires_on or longest
        if until <= stored.expires_on:
            raise InvalidInput.of("expires_on", _("It is valid until that day already. Choose a later one."))
        if until > longest:
            raise InvalidInput.of("expires_on", _too_long(longest))
        actions.change(licence, by=by, changes={"expires_on": until}, event=LicenceEvent.EXTENDED)
        _tell_holder(licence, LICENCE_EXTENDED, by=by)


def suspend(licence: OperatorLicence, *, reason: str, by: Actor) -> None:
    """Let a licence entitle to nothing from today on, until it is resumed. Raises `InvalidInput` without a reason,
    `Conflict` for one that is not valid. Audited as `LicenceEvent.SUSPENDED`."""
    _need_reason(reason)
    with transaction.atomic():
        today, stored = timezone.localdate(), _held(licence)
        if stored.state_on(today) != LicenceState.VALID:
            raise Conflict(_("It is not valid at present: there is nothing to suspend."))
        changes = {"suspended_on": max(today, stored.issued_on), "suspend_reason": reason}
        actions.change(licence, by=by, changes=changes, event=LicenceEvent.SUSPENDED, reason=reason)
        _tell_holder(licence, LICENCE_SUSPENDED, by=by)


def resume(licence: OperatorLicence, *, by: Actor) -> None:
    """Let a suspended licence entitle again. Raises `Conflict`. Audited as `LicenceEvent.RESUMED`."""
    with transaction.atomic():
        stored = _held(licence)
        _refuse_revoked(stored)
        if stored.suspended_on is None:
            raise Conflict(_("It is not suspended."))
        changes = {"suspended_on": None, "suspend_reason": ""}
        actions.change(licence, by=by, changes=changes, event=LicenceEvent.RESUMED)
        _tell_holder(licence, LICENCE_RESUMED, by=by)


def revoke(licence: OperatorLicence, *, reason: str, by: Actor) -> None:
    """Take a licence back for good; a new one can be issued. Raises `InvalidInput` without a reason, `Conflict` where
    it was revoked already. Audited as `LicenceEvent.REVOKED`."""
    _need_reason(reason)
    with transaction.atomic():
        stored = _held(licence)
        _refuse_revoked(stored)
        changes = {"revoked_on": max(timezone.localdate(), stored.issued_on), "revoke_reason": reason}
        actions.change(licence, by=by, changes=changes, event=LicenceEvent.REVOKED, reason=reason)
        _tell_holder(licence, LICENCE_REVOKED, by=by)


def _check_issue(level: int, issued_on: date, expires_on: date | None, longest: date, *, rests_on: bool) -> None:
    if issued_on > timezone.localdate():
        raise InvalidInput.of("issued_on", _("It is issued today or was issued before."))
    if expires_on is not None and expires_on > longest:
        raise InvalidInput.of("expires_on", _too_long(longest))
    if level > 1 and not rests_on:
        raise InvalidInput.of(
            "note", _("Above level 1 a course is needed. Without one, write what the licence rests on.")
        )


def _too_long(longest: date) -> str:
    return _("By the rules of use it is valid until %(day)s at the latest.") % {"day": written.day(longest)}


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise InvalidInput.of("reason", _("Say why: whoever holds the licence reads it."))


def _refuse_revoked(licence: OperatorLicence) -> None:
    if licence.revoked_on is not None:
        raise Conflict(_("It was revoked. Issue a new one."))


def _next_number(owner: Organisation, year: int) -> tuple[int, int]:
    """The next number of the institution in a fiscal year; nobody else takes one until the end of the transaction."""
    Organisation.objects.select_for_update().get(pk=owner.pk)
    given = OperatorLicence.objects.filter(owner=owner, number_year=year)
    return year, (given.aggregate(last=Max("number_serial"))["last"] or 0) + 1


def _held(licence: OperatorLicence) -> OperatorLicence:
    locked = OperatorLicence.objects.select_for_update(of=("self",))
    return locked.select_related("owner", "equipment").get(pk=licence.pk)


def _tell_holder(licence: OperatorLicence, what: NoticeKind, *, by: Actor) -> None:
    once = timezone.now().isoformat()
    tell([licence.person], what, by=by, about=licence.uid, once=once, number=licence.number)
