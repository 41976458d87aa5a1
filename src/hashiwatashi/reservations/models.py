"""Reservations of instruments, the permission to use them, and everything that takes a unit's time (M03, INV-02)."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.audit.events import RecordEvents
from hashiwatashi.common.calendar import fiscal_year_label
from hashiwatashi.common.effective import dates_ordered
from hashiwatashi.common.receipts import receipt
from hashiwatashi.common.records import Record
from hashiwatashi.common.timespans import TimeSpan
from hashiwatashi.opening.enums import UserKind
from hashiwatashi.opening.models import Unit
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Account
from hashiwatashi.reservations.enums import COMING, Decision, Ground, OccupancyKind, ReservationStage, UseOutcome
from hashiwatashi.reservations.events import ReservationEvent
from hashiwatashi.reservations.querysets import (
    ClosureQuerySet,
    DeputyQuerySet,
    OccupancyQuerySet,
    ReservationQuerySet,
)
from hashiwatashi.reservations.waits import Waiting

__all__ = [
    "CalendarFeed",
    "Closure",
    "Deputy",
    "Occupancy",
    "PermitDecision",
    "Reservation",
    "UseReport",
    "Waiting",
]


class Closure(Record):
    """A unit cannot be used for some time: maintenance, repair, own work (休止). Taken back, not deleted."""

    EVENTS = RecordEvents(ReservationEvent.CLOSED, ReservationEvent.CLOSURE_CHANGED)

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="closures", verbose_name=_("unit"))
    kind = models.CharField(_("kind"), max_length=12, choices=OccupancyKind, default=OccupancyKind.MAINTENANCE)
    starts = models.DateTimeField(_("from"))
    ends = models.DateTimeField(_("until"))
    reason = models.CharField(_("reason"), max_length=300)
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("taken back"), null=True, blank=True, editable=False)

    objects = ClosureQuerySet.as_manager()

    class Meta:
        ordering = ("-starts", "-pk")
        verbose_name = _("closure of a unit")
        verbose_name_plural = _("closures of units")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="closure_ordered"),
            models.CheckConstraint(condition=~Q(kind=OccupancyKind.RESERVATION), name="closure_is_no_reservation"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.reason}"

    @property
    def owner_id(self) -> int:
        """Whose it is, as rules ask."""
        return self.unit.owner_id

    @property
    def span(self) -> TimeSpan:
        return TimeSpan(self.starts, self.ends)


class Reservation(Record):
    """One use of one unit: reserved provisionally, applied for, permitted, used; one number all along.

    Its time is taken in `Occupancy` as long as its stage occupies. What it costs is said in one
    place, `reservations.answers`.
    """

    EVENTS = RecordEvents(ReservationEvent.RESERVED, ReservationEvent.CHANGED)

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="reservations", verbose_name=_("unit"))
    starts = models.DateTimeField(_("from"))
    ends = models.DateTimeField(_("until"))
    # None: somebody without an account, for whom the counter reserves.
    user = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reservations",
        verbose_name=_("who uses it"),
    )
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", editable=False)
    contact_name = models.CharField(_("name"), max_length=100, blank=True)
    contact_firm = models.CharField(_("firm"), max_length=200, blank=True)
    contact_phone = models.CharField(_("phone"), max_length=30, blank=True)
    contact_mail = models.EmailField(_("mail"), blank=True)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reservations",
        verbose_name=_("for"),
    )
    user_kind = models.CharField(_("kind of user"), max_length=12, choices=UserKind, default=UserKind.FIRM)
    purpose = models.CharField(_("purpose"), max_length=500)
    sample = models.CharField(_("what is brought"), max_length=300, blank=True)
    people = models.PositiveSmallIntegerField(
        _("how many people"), default=1, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    is_loan = models.BooleanField(_("lent out"), default=False)
    with_instructor = models.BooleanField(_("an instructor attends"), default=False)
    stage = models.CharField(
        _("stage"), max_length=10, choices=ReservationStage, default=ReservationStage.HELD, editable=False
    )
    # A provisional one is free again after this.
    held_until = models.DateTimeField(_("kept until"), null=True, blank=True, editable=False)
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True, editable=False)
    # How often it was applied for: agreements belong to one round.
    round = models.PositiveSmallIntegerField(_("round"), default=0, editable=False)
    permit_year = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    permit_serial = models.PositiveIntegerField(null=True, blank=True, editable=False)
    permit_owner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    permitted_at = models.DateTimeField(_("permitted"), null=True, blank=True, editable=False)
    conditions = models.TextField(_("conditions"), blank=True)
    ground = models.CharField(_("ground"), max_length=12, choices=Ground, blank=True)
    ground_text = models.CharField(_("explanation"), max_length=500, blank=True)
    # The closure, special day or rules that displaced it, by its identifier: with that taken back, it stands again.
    displaced_by = models.UUIDField(null=True, blank=True, editable=False, db_index=True)
    stage_before = models.CharField(max_length=10, choices=ReservationStage, blank=True, editable=False)
    begun_at = models.DateTimeField(_("use begun"), null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(_("use finished"), null=True, blank=True, editable=False)
    # Made where it was written, so that what is sent twice is stored once.
    key = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = ReservationQuerySet.as_manager()

    class Meta:
        ordering = ("starts", "pk")
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="reservation_ordered"),
            models.UniqueConstraint(
                fields=["permit_owner", "permit_year", "permit_serial"], name="permit_number_once"
            ),
            # INV-06: nothing is used that was not permitted.
            models.CheckConstraint(
                condition=~Q(stage__in=(ReservationStage.PERMITTED, ReservationStage.IN_USE, ReservationStage.DONE))
                | Q(permit_serial__isnull=False, permitted_at__isnull=False),
                name="reservation_permitted_before_use",
            ),
            models.CheckConstraint(
                condition=~Q(stage=ReservationStage.HELD) | Q(held_until__isnull=False),
                name="reservation_held_until_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | ~Q(contact_name=""), name="reservation_names_its_user"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["user", "-starts"], name="reservation_mine"),
            models.Index(fields=["unit", "starts"], name="reservation_of_unit"),
            models.Index(
                fields=["stage", "held_until"], condition=Q(stage=ReservationStage.HELD), name="reservation_held"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Left to the database, which is asked once instead of once for each: no form can break one of them."""

    def validate_unique(self, exclude: Collection[str] | None = None) -> None:
        """Whoever reserves looks for the key first, in turn (`reservations.actions.reserve`)."""
        super().validate_unique(exclude={*(exclude or ()), "key"})

    @property
    def number(self) -> str:
        """The receipt number: R-000123-4. It never changes."""
        return receipt("R", self.pk)

    @property
    def permit_number(self) -> str:
        """The number of the permission: 令和8年度 第12号; empty before there is one."""
        if self.permit_serial is None or self.permit_year is None:
            return ""
        return f"{fiscal_year_label(self.permit_year)} 第{self.permit_serial}号"

    @property
    def owner_id(self) -> int:
        """Whose instrument it is, as rules ask."""
        return self.unit.owner_id

    @property
    def span(self) -> TimeSpan:
        return TimeSpan(self.starts, self.ends)

    @property
    def who(self) -> str:
        """Who uses it, and for whom, as its institution reads it."""
        firm = self.organisation.name if self.organisation else self.contact_firm
        return " ".join(filter(None, (firm, str(self.user) if self.user else self.contact_name)))

    @property
    def is_coming(self) -> bool:
        """Whether something is still to come of it."""
        return self.stage in COMING


class Occupancy(models.Model):
    """Everything that takes a unit's time stands here; two that ``occupies`` never overlap.

    The database refuses it, whoever writes, and what lasts more than a year: constraints on PostgreSQL, triggers on
    SQLite (`reservations.guard`).
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="occupancies")
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=OccupancyKind)
    occupies = models.BooleanField(default=True)
    reservation = models.OneToOneField(
        Reservation, on_delete=models.PROTECT, null=True, blank=True, related_name="occupancy"
    )
    closure = models.OneToOneField(Closure, on_delete=models.PROTECT, null=True, blank=True, related_name="occupancy")

    objects = OccupancyQuerySet.as_manager()

    class Meta:
        ordering = ("starts", "pk")
        verbose_name = _("time taken")
        verbose_name_plural = _("times taken")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="occupancy_ordered"),
            models.CheckConstraint(
                condition=Q(kind=OccupancyKind.RESERVATION, reservation__isnull=False, closure__isnull=True)
                | ~Q(kind=OccupancyKind.RESERVATION) & Q(reservation__isnull=True, closure__isnull=False),
                name="occupancy_by_one_thing",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["unit", "starts"], condition=Q(occupies=True), name="occupancy_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.starts}–{self.ends}"

    @property
    def span(self) -> TimeSpan:
        return TimeSpan(self.starts, self.ends)


class Deputy(Record):
    """From one day until another somebody decides in the place of another (代理)."""

    EVENTS = RecordEvents(ReservationEvent.DEPUTY_SET, ReservationEvent.DEPUTY_CHANGED)

    owner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="deputies", verbose_name=_("institution")
    )
    absent = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", verbose_name=_("who is represented")
    )
    deputy = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", verbose_name=_("deputy"))
    since = models.DateField(_("from"))
    until = models.DateField(_("until"))

    objects = DeputyQuerySet.as_manager()

    class Meta:
        ordering = ("-since", "-pk")
        verbose_name = _("deputy for approvals")
        verbose_name_plural = _("deputies for approvals")
        constraints: ClassVar = [
            dates_ordered("deputy"),
            models.CheckConstraint(condition=~Q(absent=F("deputy")), name="deputy_is_another"),
        ]

    def __str__(self) -> str:
        return f"{self.absent} ← {self.deputy}"


class UseReport(Record):
    """What is told after a use (利用報告書): when it really was, what came of it, what broke or was used up."""

    EVENTS = RecordEvents(ReservationEvent.REPORTED, ReservationEvent.REPORT_CHANGED)

    reservation = models.OneToOneField(Reservation, on_delete=models.PROTECT, related_name="report")
    started = models.DateTimeField(_("used from"))
    ended = models.DateTimeField(_("used until"))
    outcome = models.CharField(_("what came of it"), max_length=12, choices=UseOutcome, default=UseOutcome.REACHED)
    trouble = models.TextField(_("damage or trouble"), blank=True)
    consumed = models.CharField(_("what was used up"), max_length=300, blank=True)
    remarks = models.TextField(_("remarks"), blank=True)
    reported_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", editable=False)

    class Meta:
        ordering = ("-started", "-pk")
        verbose_name = _("use report")
        verbose_name_plural = _("use reports")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(started__lt=F("ended")), name="use_report_ordered"),
        ]

    def __str__(self) -> str:
        return f"{self.reservation}: {self.get_outcome_display()}"


class CalendarFeed(Record):
    """A secret address from which somebody's calendar fetches her reservations, until she closes it."""

    EVENTS = RecordEvents(ReservationEvent.FEED_OPENED, ReservationEvent.FEED_CLOSED)

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="calendar_feeds")
    # The address opens it as long as this stands; see `reservations.feeds`.
    link_key = models.CharField(max_length=32, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(closed_at__isnull=True), name="calendar_feed_one_open"
            )
        ]

    def __str__(self) -> str:
        return str(self.account)


class PermitDecision(models.Model):
    """What somebody on the route decided about an application, in one round; never changed, never deleted."""

    reservation = models.ForeignKey(Reservation, on_delete=models.PROTECT, related_name="decisions")
    round = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    role = models.CharField(_("as"), max_length=20, choices=Role)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    # Whom ``by`` represented (代).
    instead_of = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        ordering = ("at", "pk")
        verbose_name = _("decision on an application")
        verbose_name_plural = _("decisions on applications")

    def __str__(self) -> str:
        return f"{self.reservation}: {self.get_decision_display()}"
