"""The table of the waiting list (キャンセル待ち); what is done with it stands in `reservations.waiting`."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.audit.events import RecordEvents
from hashiwatashi.common.records import Record
from hashiwatashi.common.timespans import TimeSpan
from hashiwatashi.opening.enums import UserKind
from hashiwatashi.opening.models import Unit
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account
from hashiwatashi.reservations.enums import Obstacle, ReservationStage, WaitingState
from hashiwatashi.reservations.events import ReservationEvent
from hashiwatashi.reservations.querysets import WaitingQuerySet


class Waiting(Record):
    """Somebody waits for a time that others have; when it is free, she is offered it in the order of the list.

    How far it is follows from its reservation and the clock: nothing else says it.
    """

    EVENTS = RecordEvents(ReservationEvent.WAITED, ReservationEvent.WAIT_SKIPPED)

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="waiting", verbose_name=_("unit"))
    takes_any = models.BooleanField(_("any unit of the instrument will do"), default=False)
    starts = models.DateTimeField(_("from"))
    ends = models.DateTimeField(_("until"))
    user = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="waiting", verbose_name=_("who uses it"), editable=False
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("for")
    )
    user_kind = models.CharField(_("kind of user"), max_length=12, choices=UserKind, default=UserKind.FIRM)
    purpose = models.CharField(_("purpose"), max_length=500)
    sample = models.CharField(_("what is brought"), max_length=300, blank=True)
    people = models.PositiveSmallIntegerField(
        _("how many people"), default=1, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    is_loan = models.BooleanField(_("lent out"), default=False)
    with_instructor = models.BooleanField(_("an instructor attends"), default=False)
    # What she was offered; its stages are those of any reservation.
    reservation = models.OneToOneField(
        "hashiwatashi.Reservation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="waited",
        editable=False,
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    # Why she was passed over when her time was free last; the moment stands as long as it is still free.
    skipped = models.CharField(_("passed over"), max_length=20, choices=Obstacle, blank=True, editable=False)
    skipped_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Made where it was written, so that what is sent twice is stored once.
    key = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = WaitingQuerySet.as_manager()

    class Meta:
        ordering = ("created_at", "pk")
        verbose_name = _("entry of a waiting list")
        verbose_name_plural = _("waiting list")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="waiting_ordered"),
            models.UniqueConstraint(
                fields=["user", "unit", "starts", "ends"],
                condition=Q(reservation__isnull=True, withdrawn_at__isnull=True),
                name="waiting_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["unit", "starts"],
                condition=Q(reservation__isnull=True, withdrawn_at__isnull=True),
                name="waiting_standing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.user}"

    @property
    def owner_id(self) -> int:
        """Whose instrument it is, as rules ask."""
        return self.unit.owner_id

    @property
    def span(self) -> TimeSpan:
        return TimeSpan(self.starts, self.ends)

    @property
    def who(self) -> str:
        """Who waits, and for whom, as the institution reads it."""
        return " ".join(filter(None, (self.organisation.name if self.organisation else "", str(self.user))))

    def state(self, now: datetime | None = None) -> WaitingState:
        """How far it is at a moment."""
        if self.withdrawn_at is not None:
            return WaitingState.WITHDRAWN
        if self.reservation is None:
            return WaitingState.WAITING if self.starts > (now or timezone.now()) else WaitingState.OVER
        return self._of_offer()

    def _of_offer(self) -> WaitingState:
        """What became of what she was offered: as soon as it was applied for once, it is taken."""
        offer = self.reservation
        assert offer is not None
        if offer.round:
            return WaitingState.TAKEN
        if offer.stage == ReservationStage.HELD:
            return WaitingState.OFFERED
        if offer.displaced_by is not None:
            return WaitingState.CLOSED
        # The clock ends it after its time alone, she herself before.
        ended_in_time = offer.held_until is not None and offer.updated_at < offer.held_until
        return WaitingState.DECLINED if ended_in_time else WaitingState.LAPSED
