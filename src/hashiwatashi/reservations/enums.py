"""Choices of reservations and permits."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReservationStage(models.TextChoices):
    """How far the use of an instrument is (仮予約→申請→許可→利用中→完了 / 不許可 / 取消 / 不着)."""

    HELD = "held", _("Provisional")
    APPLIED = "applied", pgettext_lazy("reservation", "Applied for")
    PERMITTED = "permitted", _("Permitted")
    IN_USE = "in_use", pgettext_lazy("reservation", "In use")
    DONE = "done", pgettext_lazy("reservation", "Finished")
    REFUSED = "refused", pgettext_lazy("reservation", "Not permitted")
    CANCELLED = "cancelled", pgettext_lazy("reservation", "Cancelled")
    ABSENT = "absent", _("Did not come")


# The time of these is taken. What was used stays taken, so that the past cannot be reserved over.
OCCUPYING = (
    ReservationStage.HELD,
    ReservationStage.APPLIED,
    ReservationStage.PERMITTED,
    ReservationStage.IN_USE,
    ReservationStage.DONE,
)
# Something is still to come of these.
COMING = (ReservationStage.HELD, ReservationStage.APPLIED, ReservationStage.PERMITTED, ReservationStage.IN_USE)


class OccupancyKind(models.TextChoices):
    """What takes the time of a unit."""

    RESERVATION = "reservation", _("Reservation")
    MAINTENANCE = "maintenance", _("Maintenance or repair")
    CLOSURE = "closure", _("Closed")
    TEST = "test", _("Commissioned test or own work")


class Ground(models.TextChoices):
    """Why a permission is refused or taken back: the reasons that the ordinances list (BR-S-02)."""

    DISTURBS = "disturbs", _("It would disturb the work of the institution")
    DAMAGE = "damage", _("The instrument or the building could be damaged")
    PUBLIC_ORDER = "public_order", _("It would offend public order or morals")
    BREACH = "breach", _("The conditions of the permission are not kept")
    FALSE = "false", _("The application is not true")
    UNSUITED = "unsuited", _("The instrument cannot do what is intended")
    BROKEN = "broken", _("The instrument cannot be used at that time")
    OTHER = "other", pgettext_lazy("reason", "Another reason")


class Decision(models.TextChoices):
    """What somebody on the route of an approval decides."""

    AGREED = "agreed", _("Agreed")
    SENT_BACK = "sent_back", _("Sent back")
    REFUSED = "refused", pgettext_lazy("decision", "Refused")


class UseOutcome(models.TextChoices):
    """What came of a use, as its report tells."""

    REACHED = "reached", _("What was intended was reached")
    PARTLY = "partly", _("Reached in part")
    NOT_REACHED = "not_reached", _("Not reached")


class Obstacle(models.TextChoices):
    """Why a time cannot be reserved; each has one sentence in `reservations.obstacles`."""

    NO_RULES = "no_rules", _("no rules of use yet")
    NOT_IN_USE = "not_in_use", _("out of use")
    NOT_FOR_OUTSIDERS = "not_for_outsiders", _("not open to outside users")
    USER_KIND = "user_kind", _("not for this kind of users")
    IN_PERSON = "in_person", _("at the counter only")
    PAST = "past", _("in the past")
    TOO_EARLY = "too_early", _("not open for reservation yet")
    TOO_LATE = "too_late", _("too late")
    STEP = "step", _("not in steps")
    TOO_LONG = "too_long", _("too long")
    CLOSED = "closed", pgettext_lazy("time", "closed")
    TAKEN = "taken", pgettext_lazy("time", "taken")
    TWO_AT_ONCE = "two_at_once", _("another instrument at the same time")
    BARRED = "barred", _("barred after absences")
    LICENCE = "licence", _("licence needed")
    AWAITED = "awaited", _("others wait for it")


class WaitingState(models.TextChoices):
    """How far somebody on the waiting list is; it follows from what she was offered and is stored nowhere."""

    WAITING = "waiting", _("Waiting")
    OFFERED = "offered", _("Offered")
    TAKEN = "taken", pgettext_lazy("waiting list", "Taken")
    DECLINED = "declined", _("Given back")
    LAPSED = "lapsed", _("Not answered in time")
    CLOSED = "closed", _("Closed after the offer")
    WITHDRAWN = "withdrawn", pgettext_lazy("waiting list", "Withdrawn")
    OVER = "over", _("Did not become free")
