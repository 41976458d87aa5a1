"""What people are told of operator licences and courses; see `notices.kinds`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hashiwatashi.notices.kind import NoticeKind, Text


def _of_licence(code: str, text: Text, mail: Text, *more: str) -> NoticeKind:
    """A kind about a licence: its line names the number, and ``more``; it leads to the licence."""
    return NoticeKind(code, text, "licence-detail", frozenset({"number", *more}), takes_uid=True, mail=mail)


def _of_course(code: str, text: Text, mail: Text) -> NoticeKind:
    """A kind about a course: its line names the title and the day; it leads to the course."""
    return NoticeKind(code, text, "course-detail", frozenset({"title", "day"}), takes_uid=True, mail=mail)


LICENCE_ISSUED = _of_licence(
    "licence_issued",
    _("%(number)s: you have an operator licence. The certificate is ready."),
    _("You have an operator licence."),
)

LICENCE_EXTENDED = _of_licence(
    "licence_extended",
    _("%(number)s: your operator licence has been extended."),
    _("An operator licence of yours has been extended."),
)

LICENCE_SUSPENDED = _of_licence(
    "licence_suspended",
    _("%(number)s: your operator licence is suspended. See why."),
    _("An operator licence of yours is suspended."),
)

LICENCE_RESUMED = _of_licence(
    "licence_resumed",
    _("%(number)s: your operator licence is valid again."),
    _("An operator licence of yours is valid again."),
)

LICENCE_REVOKED = _of_licence(
    "licence_revoked",
    _("%(number)s: your operator licence has been revoked. See why."),
    _("An operator licence of yours has been revoked."),
)

LICENCE_EXPIRES = _of_licence(
    "licence_expires",
    _("%(number)s: your operator licence is valid until %(day)s. Next course: %(course)s"),
    _("An operator licence of yours expires soon."),
    "day",
    "course",
)

COURSE_CAME = _of_course(
    "course_came", _("“%(title)s” on %(day)s: somebody has applied."), _("Somebody has applied for a course.")
)

COURSE_SEATED = _of_course(
    "course_seated", _("“%(title)s” on %(day)s: you have a seat."), _("You have a seat in a course.")
)

COURSE_WITHDRAWN = _of_course(
    "course_withdrawn",
    _("“%(title)s” on %(day)s: your seat has been given back."),
    _("Your seat in a course has been given back."),
)

COURSE_CHANGED = _of_course(
    "course_changed",
    _("“%(title)s” on %(day)s: time or place have changed."),
    _("Time or place of a course have changed."),
)

COURSE_CANCELLED = _of_course(
    "course_cancelled",
    _("“%(title)s” on %(day)s does not take place. See why."),
    _("A course that you applied for does not take place."),
)

ALL = (
    LICENCE_ISSUED,
    LICENCE_EXTENDED,
    LICENCE_SUSPENDED,
    LICENCE_RESUMED,
    LICENCE_REVOKED,
    LICENCE_EXPIRES,
    COURSE_CAME,
    COURSE_SEATED,
    COURSE_WITHDRAWN,
    COURSE_CHANGED,
    COURSE_CANCELLED,
)
