"""What is audited of reservations."""

from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.audit.events import Event


class ReservationEvent(Event):
    """One member for each action."""

    RESERVED = "reservation.reserved", _("Instrument reserved")
    CHANGED = "reservation.changed", _("Reservation changed")
    MOVED = "reservation.moved", _("Reservation put to another time")
    APPLIED = "reservation.applied", _("Permission applied for")
    PULLED_BACK = "reservation.pulled_back", _("Application taken back to be changed")
    AGREED = "reservation.agreed", _("Application agreed to on the route of approval")
    SENT_BACK = "reservation.sent_back", _("Application sent back to be mended")
    PERMITTED = "reservation.permitted", _("Use permitted")
    REFUSED = "reservation.refused", _("Use not permitted")
    REVOKED = "reservation.revoked", _("Permission taken back")
    CANCELLED = "reservation.cancelled", _("Reservation cancelled")
    EXPIRED = "reservation.expired", _("Provisional reservation ended unused")
    BEGUN = "reservation.begun", _("Use begun")
    BEGIN_UNDONE = "reservation.begin_undone", _("Use not begun after all")
    FINISHED = "reservation.finished", _("Use finished")
    ABSENT = "reservation.absent", _("User did not come")
    DISPLACED = "reservation.displaced", _("Reservation displaced by a closure")
    REINSTATED = "reservation.reinstated", _("Reservation stands again")
    WAITED = "waiting.added", _("Put on the waiting list")
    OFFERED = "waiting.offered", _("Time that became free offered from the waiting list")
    WAIT_SKIPPED = "waiting.skipped", _("Passed over on the waiting list")
    WITHDRAWN = "waiting.withdrawn", _("Withdrawn from the waiting list")
    DEPUTY_SET = "deputy.set", _("Deputy for approvals named")
    DEPUTY_CHANGED = "deputy.changed", _("Deputy for approvals changed")
    REPORTED = "reservation.reported", _("Use reported")
    REPORT_CHANGED = "reservation.report_changed", _("Report of a use changed")
    FEED_OPENED = "calendar_feed.opened", _("Calendar feed of reservations opened")
    FEED_CLOSED = "calendar_feed.closed", _("Calendar feed of reservations closed")
    CLOSED = "closure.closed", _("Unit closed for some time")
    CLOSURE_CHANGED = "closure.changed", _("Closure changed")
    CLOSURE_ENDED = "closure.ended", _("Closure taken back")
