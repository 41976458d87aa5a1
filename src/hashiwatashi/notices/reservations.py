"""What people are told of the reservations of instruments; see `notices.kinds`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hashiwatashi.notices.kind import NoticeKind, Text


def _of_reservation(code: str, text: Text, mail: Text) -> NoticeKind:
    """A kind about a reservation: its line names the number; it leads to the reservation."""
    return NoticeKind(code, text, "reservation-detail", frozenset({"number"}), takes_uid=True, mail=mail)


RESERVATION_CAME = _of_reservation(
    "reservation_came", _("%(number)s: an instrument has been reserved."), _("An instrument has been reserved.")
)

RESERVATION_APPLIED = _of_reservation(
    "reservation_applied",
    _("%(number)s: a permission is applied for. It is your turn to decide."),
    _("An application to use an instrument waits for your decision."),
)

RESERVATION_PERMITTED = _of_reservation(
    "reservation_permitted",
    _("%(number)s: you may use the instrument. The permit is ready."),
    _("You may use an instrument that you reserved."),
)

RESERVATION_SENT_BACK = _of_reservation(
    "reservation_sent_back",
    _("%(number)s: your application came back to be mended."),
    _("An application of yours came back to be mended."),
)

RESERVATION_REFUSED = _of_reservation(
    "reservation_refused",
    _("%(number)s: the use was not permitted."),
    _("The use of an instrument was not permitted."),
)

RESERVATION_REVOKED = _of_reservation(
    "reservation_revoked",
    _("%(number)s: the permission was taken back."),
    _("A permission to use an instrument was taken back."),
)

RESERVATION_CANCELLED = _of_reservation(
    "reservation_cancelled", _("%(number)s has been cancelled."), _("A reservation has been cancelled.")
)

RESERVATION_DISPLACED = _of_reservation(
    "reservation_displaced",
    _("%(number)s cannot take place: the instrument is closed at that time. See other times."),
    _("An instrument that you reserved is closed at that time."),
)

RESERVATION_REINSTATED = _of_reservation(
    "reservation_reinstated",
    _("%(number)s stands again: the instrument can be used as reserved."),
    _("A reservation of yours stands again."),
)

RESERVATION_CALLER = _of_reservation(
    "reservation_caller",
    _("%(number)s: something was decided for somebody without an account. Tell them by telephone."),
    _("Somebody without an account has to be told of a reservation."),
)

RESERVATION_OFFERED = NoticeKind(
    "reservation_offered",
    _("%(number)s: a time that you waited for is yours until %(until)s. Apply for it, or give it back."),
    "reservation-detail",
    frozenset({"number", "until"}),
    takes_uid=True,
    mail=_("A time that you waited for is kept for you. Apply for it in time, or give it back."),
)

RESERVATION_ABSENT = _of_reservation(
    "reservation_absent",
    _("%(number)s counts as not come, because the use had not begun. Call the institution if that is wrong."),
    _("A use of an instrument had not begun in time."),
)

RESERVATION_UNLICENSED = _of_reservation(
    "reservation_unlicensed",
    _("%(number)s: your operator licence does not hold on that day any more. Ask for an instructor, or cancel."),
    _("An instrument that you reserved needs an operator licence, and yours does not hold any more."),
)

ALL = (
    RESERVATION_CAME,
    RESERVATION_APPLIED,
    RESERVATION_PERMITTED,
    RESERVATION_SENT_BACK,
    RESERVATION_REFUSED,
    RESERVATION_REVOKED,
    RESERVATION_CANCELLED,
    RESERVATION_DISPLACED,
    RESERVATION_CALLER,
    RESERVATION_REINSTATED,
    RESERVATION_OFFERED,
    RESERVATION_ABSENT,
    RESERVATION_UNLICENSED,
)
