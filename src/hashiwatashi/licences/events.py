"""What is audited of licences and courses."""

from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.audit.events import Event


class LicenceEvent(Event):
    """One member for each action on a licence."""

    ISSUED = "licence.issued", _("Operator licence issued")
    CHANGED = "licence.changed", _("Operator licence changed")
    EXTENDED = "licence.extended", _("Operator licence extended")
    SUSPENDED = "licence.suspended", _("Operator licence suspended")
    RESUMED = "licence.resumed", _("Operator licence in force again")
    REVOKED = "licence.revoked", _("Operator licence revoked")


class CourseEvent(Event):
    """One member for each action on a course or a seat of it."""

    ANNOUNCED = "course.announced", _("Course announced")
    CHANGED = "course.changed", _("Course changed")
    CANCELLED = "course.cancelled", _("Course cancelled")
    HELD = "course.held", _("Course held")
    ASKED = "course_seat.asked", _("Course applied for")
    SEAT_CHANGED = "course_seat.changed", _("Application for a course changed")
    SEATED = "course_seat.seated", _("Seat in a course given")
    WITHDRAWN = "course_seat.withdrawn", _("Seat in a course given back")
    PASSED = "course_seat.passed", _("Course passed")
    FAILED = "course_seat.failed", _("Course not passed")
    ABSENT = "course_seat.absent", _("Did not come to a course")
    UNDONE = "course_seat.undone", _("Outcome of a course taken back")
