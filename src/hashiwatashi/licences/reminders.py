"""What time brings: holders hear sixty and fourteen days before the last day of a licence, with the next course."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.licences.announced import next_course
from hashiwatashi.licences.models import Course, OperatorLicence
from hashiwatashi.notices.actions import tell
from hashiwatashi.notices.licences import LICENCE_EXPIRES

#: So many days before the last one; each is told once, also where the site stood still on that very day.
BEFORE = (14, 60)


def remind_of_expiry(*, day: date, by: Actor) -> int:
    """Tell the holders of licences that end soon, each of an occasion and a last day once; returns how many."""
    last = day + timedelta(days=max(BEFORE))
    ending = OperatorLicence.objects.valid_on(day).filter(expires_on__lte=last)
    return sum(_tell(licence, day, by) for licence in ending.for_lists().order_by("expires_on", "pk"))


def _tell(licence: OperatorLicence, day: date, by: Actor) -> int:
    left = (licence.expires_on - day).days
    occasion = next(days for days in BEFORE if left <= days)
    course = _next_for(licence)
    return tell(
        [licence.person],
        LICENCE_EXPIRES,
        by=by,
        about=licence.uid,
        once=f"{licence.expires_on}:{occasion}",
        number=licence.number,
        day=licence.expires_on.isoformat(),
        course=f"{timezone.localdate(course.starts)} {course.title}" if course else "—",
    )


def _next_for(licence: OperatorLicence) -> Course | None:
    """The next course for the instrument, or of the class."""
    now = timezone.now()
    if licence.equipment is not None:
        return next_course(licence.equipment, licence.level, now)
    of_class = Course.objects.open_on(now).with_free_seats().filter(owner=licence.owner_id)
    of_class = of_class.filter(equipment_class=licence.equipment_class_id, level__gte=licence.level)
    return of_class.order_by("starts", "pk").first()
