"""Operator licences (利用資格) and the courses (講習) that lead to them (BR-S-06)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hashiwatashi.common.audit.events import RecordEvents
from hashiwatashi.common.calendar import fiscal_year_label
from hashiwatashi.common.records import Record
from hashiwatashi.equipment.models import Equipment, EquipmentClass
from hashiwatashi.licences.enums import LicenceState, SeatStage
from hashiwatashi.licences.events import CourseEvent, LicenceEvent
from hashiwatashi.licences.querysets import CourseQuerySet, CourseSeatQuerySet, OperatorLicenceQuerySet
from hashiwatashi.opening.models import HIGHEST_LEVEL
from hashiwatashi.organisations.mergers import line_of
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account

MOST_SEATS = 500
_LEVELS = [MinValueValidator(1), MaxValueValidator(HIGHEST_LEVEL)]


class Course(Record):
    """A course about some instruments of an institution, or a class of them; whoever passes gets the licence."""

    EVENTS = RecordEvents(CourseEvent.ANNOUNCED, CourseEvent.CHANGED)

    owner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="courses", verbose_name=_("institution")
    )
    title = models.CharField(pgettext_lazy("course", "title"), max_length=200)
    instruments = models.ManyToManyField(Equipment, blank=True, related_name="courses", verbose_name=_("instruments"))
    equipment_class = models.ForeignKey(
        EquipmentClass,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="courses",
        verbose_name=_("class of equipment"),
    )
    level = models.PositiveSmallIntegerField(_("level of the operator licence"), default=2, validators=_LEVELS)
    place = models.CharField(pgettext_lazy("course", "place"), max_length=200)
    starts = models.DateTimeField(pgettext_lazy("course", "from"))
    ends = models.DateTimeField(pgettext_lazy("course", "until"))
    seats = models.PositiveSmallIntegerField(
        _("seats"), validators=[MinValueValidator(1), MaxValueValidator(MOST_SEATS)]
    )
    # Words for the time being; what it costs is not reckoned here.
    fee_note = models.CharField(_("fee"), max_length=300, blank=True)
    apply_until = models.DateField(_("apply until"))
    instructor = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("instructor")
    )
    note = models.TextField(_("what participants must know"), blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True, editable=False)
    cancel_reason = models.CharField(_("reason"), max_length=300, blank=True, editable=False)
    held_at = models.DateTimeField(_("held"), null=True, blank=True, editable=False)

    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering = ("starts", "pk")
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="course_ordered"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=HIGHEST_LEVEL), name="course_level"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="course_has_seats"),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | (Q(held_at__isnull=True) & ~Q(cancel_reason="")),
                name="course_cancelled_with_reason",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["owner", "starts"], name="course_of_owner")]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """It ends after it begins, and is applied for before."""
        if self.starts and self.ends and self.ends <= self.starts:
            raise ValidationError({"ends": _("The end must be later than the beginning.")})
        if self.starts and self.apply_until and self.apply_until > timezone.localdate(self.starts):
            raise ValidationError({"apply_until": _("It is applied for before it begins.")})

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None


class CourseSeat(Record):
    """Somebody's place in a course, or in the line for one."""

    EVENTS = RecordEvents(CourseEvent.ASKED, CourseEvent.SEAT_CHANGED)

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="places", verbose_name=_("course"))
    person = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="course_seats", verbose_name=_("participant")
    )
    stage = models.CharField(_("stage"), max_length=10, choices=SeatStage, default=SeatStage.WAITING, editable=False)
    asked_at = models.DateTimeField(_("applied"), default=timezone.now, editable=False)
    decided_at = models.DateTimeField(_("outcome noted"), null=True, blank=True, editable=False)
    # Made where it was written, so that what is sent twice is stored once.
    key = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = CourseSeatQuerySet.as_manager()

    class Meta:
        ordering = ("asked_at", "pk")
        verbose_name = _("place in a course")
        verbose_name_plural = _("places in courses")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["course", "person"],
                condition=~Q(stage=SeatStage.WITHDRAWN),
                name="course_seat_once",
                violation_error_message=_("This person has applied for the course already."),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["course", "stage", "asked_at"], name="course_seat_in_line")]

    def __str__(self) -> str:
        return f"{self.course}: {self.person}"

    @property
    def owner_id(self) -> int:
        """Whose course it is, as rules ask."""
        return self.course.owner_id


class OperatorLicence(Record):
    """Somebody may operate an instrument, or those of a class, of one institution without an instructor.

    ``expires_on`` is the last day on which it entitles. From ``suspended_on`` and ``revoked_on`` on it does not.
    """

    EVENTS = RecordEvents(LicenceEvent.ISSUED, LicenceEvent.CHANGED)

    person = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="licences", verbose_name=_("who holds it")
    )
    owner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="licences", verbose_name=_("institution")
    )
    equipment = models.ForeignKey(
        Equipment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="licences",
        verbose_name=_("equipment"),
    )
    equipment_class = models.ForeignKey(
        EquipmentClass,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="licences",
        verbose_name=_("class of equipment"),
    )
    level = models.PositiveSmallIntegerField(_("level of the operator licence"), validators=_LEVELS)
    number_year = models.PositiveSmallIntegerField(editable=False)
    number_serial = models.PositiveIntegerField(editable=False)
    issued_on = models.DateField(_("issued on"))
    expires_on = models.DateField(_("valid until (last day)"))
    course = models.ForeignKey(
        Course, on_delete=models.PROTECT, null=True, blank=True, related_name="licences", verbose_name=_("course")
    )
    note = models.CharField(_("what it rests on"), max_length=300, blank=True)
    suspended_on = models.DateField(_("suspended from"), null=True, blank=True, editable=False)
    suspend_reason = models.CharField(_("reason"), max_length=300, blank=True, editable=False)
    revoked_on = models.DateField(_("revoked from"), null=True, blank=True, editable=False)
    revoke_reason = models.CharField(_("reason"), max_length=300, blank=True, editable=False)

    objects = OperatorLicenceQuerySet.as_manager()

    class Meta:
        ordering = ("-issued_on", "-pk")
        verbose_name = _("operator licence")
        verbose_name_plural = _("operator licences")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner", "number_year", "number_serial"], name="operator_licence_number_once"
            ),
            models.CheckConstraint(
                condition=Q(equipment__isnull=True, equipment_class__isnull=False)
                | Q(equipment__isnull=False, equipment_class__isnull=True),
                name="operator_licence_for_one_thing",
            ),
            models.CheckConstraint(condition=Q(issued_on__lte=F("expires_on")), name="operator_licence_ordered"),
            models.CheckConstraint(
                condition=Q(level__gte=1, level__lte=HIGHEST_LEVEL), name="operator_licence_level"
            ),
            models.CheckConstraint(
                condition=Q(suspended_on__isnull=True)
                | (Q(suspended_on__gte=F("issued_on")) & ~Q(suspend_reason="")),
                name="operator_licence_suspended_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(revoked_on__isnull=True) | (Q(revoked_on__gte=F("issued_on")) & ~Q(revoke_reason="")),
                name="operator_licence_revoked_with_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "owner"], name="operator_licence_mine"),
            models.Index(fields=["expires_on"], name="operator_licence_expiry"),
        ]

    def __str__(self) -> str:
        return self.number

    def clean(self) -> None:
        """For one instrument of the institution, or for one class of them."""
        if (self.equipment is None) == (self.equipment_class is None):
            raise ValidationError({"equipment": _("Choose one instrument, or a class of instruments.")})
        # What came to the successor of the institution is still what the licence was issued for.
        if self.equipment is not None and self.equipment.owner_id not in line_of(self.owner):
            raise ValidationError({"equipment": _("It belongs to another institution.")})
        if self.issued_on and self.expires_on and self.expires_on < self.issued_on:
            raise ValidationError({"expires_on": _("It ends before it begins.")})

    @property
    def number(self) -> str:
        """The number, as its holder reads it out: 令和8年度 第12号."""
        return f"{fiscal_year_label(self.number_year)} 第{self.number_serial}号"

    @property
    def subject(self) -> Equipment | EquipmentClass:
        """What it is for."""
        found = self.equipment or self.equipment_class
        assert found is not None  # the database takes no other
        return found

    def state_on(self, day: date) -> LicenceState:
        """What it is worth on a day, on which it has been issued already."""
        if self.revoked_on is not None and self.revoked_on <= day:
            return LicenceState.REVOKED
        if self.suspended_on is not None and self.suspended_on <= day:
            return LicenceState.SUSPENDED
        return LicenceState.EXPIRED if self.expires_on < day else LicenceState.VALID

    def is_valid_on(self, day: date) -> bool:
        """The same as `OperatorLicenceQuerySet.valid_on` of one that is loaded."""
        return self.issued_on <= day and self.state_on(day) == LicenceState.VALID

    @property
    def state(self) -> LicenceState:
        """What it is worth today."""
        return self.state_on(timezone.localdate())
