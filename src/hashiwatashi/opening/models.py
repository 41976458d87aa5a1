"""When and under which rules shared equipment is used: its units, opening hours, special days, rules (BR-S-02…06)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.audit.events import RecordEvents
from hashiwatashi.common.effective import dates_ordered
from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.common.records import Record
from hashiwatashi.common.timespans import DAY_MINUTES
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.opening.enums import Holidays, UserKind
from hashiwatashi.opening.events import OpeningEvent
from hashiwatashi.opening.querysets import SpecialDayQuerySet, UnitQuerySet, UseRulesQuerySet
from hashiwatashi.opening.week import WEEKDAYS, checked
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.enums import Role

MOST_LOAN_DAYS = 60
MOST_AHEAD_MONTHS = 24
MOST_AHEAD_DAYS = 180
HIGHEST_LEVEL = 3
#: Three years, as most institutes have it.
LICENCE_MONTHS = 36
MOST_LICENCE_MONTHS = 120
MOST_STEPS = 5


def weekdays_closed() -> list[list[list[int]]]:
    """A week without hours."""
    return [[] for _day in WEEKDAYS]


def everybody() -> list[str]:
    """Whoever comes may use it."""
    return [str(kind) for kind in UserKind]


def check_week(value: Any) -> None:
    """Seven days, Monday first, each with its hours as minutes of the day."""
    if not isinstance(value, list) or len(value) != len(WEEKDAYS):
        raise ValidationError(_("A week has seven days."))
    try:
        for hours in value:
            checked(hours)
    except (TypeError, ValueError) as error:
        raise ValidationError(_("Hours are pairs of minutes.")) from error
    except InvalidInput as error:
        raise ValidationError(str(error)) from error


def check_route(value: Any) -> None:
    """The steps of an approval, each a role of the institution and whether all who have it must agree (合議)."""
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_STEPS:
        raise ValidationError(_("An approval has one to five steps."))
    for step in value:
        if not isinstance(step, list) or len(step) != 2 or step[0] not in Role or not isinstance(step[1], bool):
            raise ValidationError(_("A step of an approval names a role, and whether all of them must agree."))


def one_step() -> list[list[object]]:
    """The administrator of the organisation, for which the director acts, alone."""
    return [[str(Role.ADMINISTRATOR), False]]


def check_users(value: Any) -> None:
    """Kinds of users, at least one."""
    if not isinstance(value, list) or not value or set(value) - set(UserKind):
        raise ValidationError(_("Choose at least one kind of users."))


class Unit(Record):
    """One machine of an entry in the catalogue (号機): identical ones are separate units, each with its own time."""

    EVENTS = RecordEvents(OpeningEvent.UNIT_ADDED, OpeningEvent.UNIT_CHANGED)

    equipment = models.ForeignKey(
        Equipment, on_delete=models.PROTECT, related_name="units", verbose_name=_("equipment")
    )
    number = models.PositiveSmallIntegerField(
        _("unit no."), default=1, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    room = models.CharField(_("room"), max_length=100, blank=True)
    since = models.DateField(_("in use from"))
    until = models.DateField(_("in use until"), null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ("equipment", "number")
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints: ClassVar = [
            dates_ordered("unit"),
            models.UniqueConstraint(fields=["equipment", "number"], name="unit_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.equipment} {self.number}"

    @property
    def owner_id(self) -> int:
        """Whose it is, as rules ask."""
        return self.equipment.owner_id


class UseRules(Record):
    """How an institution lets its instruments be used, from one day until another; or one of them, if it is named.

    The rules of one instrument stand for those of its institution as a whole. Preparation and cleaning are inside
    the time that is reserved (BR-S-03). Times of the day are minutes after midnight.
    """

    EVENTS = RecordEvents(OpeningEvent.RULES_SET, OpeningEvent.RULES_CHANGED)

    owner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="use_rules", verbose_name=_("institution")
    )
    equipment = models.ForeignKey(
        Equipment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="use_rules",
        verbose_name=_("only for"),
    )
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    week = models.JSONField(_("opening hours"), default=weekdays_closed, validators=[check_week])
    holidays = models.CharField(_("holidays"), max_length=10, choices=Holidays, default=Holidays.CLOSED)
    users = models.JSONField(_("who may use it"), default=everybody, validators=[check_users])
    # The booking window: BR-S-04.
    earliest_months = models.PositiveSmallIntegerField(
        _("earliest, months before"), default=3, validators=[MaxValueValidator(MOST_AHEAD_MONTHS)]
    )
    latest_days = models.PositiveSmallIntegerField(
        _("latest, days before"), default=1, validators=[MaxValueValidator(MOST_AHEAD_DAYS)]
    )
    same_day_until = models.PositiveSmallIntegerField(
        _("on the same day until"), null=True, blank=True, validators=[MaxValueValidator(DAY_MINUTES)]
    )
    step_minutes = models.PositiveSmallIntegerField(
        _("reserved in steps of (minutes)"),
        default=30,
        validators=[MinValueValidator(5), MaxValueValidator(DAY_MINUTES)],
    )
    longest_minutes = models.PositiveSmallIntegerField(
        _("longest use (minutes)"), default=480, validators=[MinValueValidator(5), MaxValueValidator(DAY_MINUTES)]
    )
    preparation_minutes = models.PositiveSmallIntegerField(
        _("of which preparation (minutes)"), default=0, validators=[MaxValueValidator(480)]
    )
    cleaning_minutes = models.PositiveSmallIntegerField(
        _("of which cleaning (minutes)"), default=0, validators=[MaxValueValidator(480)]
    )
    loan_days = models.PositiveSmallIntegerField(
        _("lent for at most (days)"),
        default=0,
        validators=[MaxValueValidator(MOST_LOAN_DAYS)],
        help_text=_("0: used at the institution alone."),
    )
    one_at_a_time = models.BooleanField(_("nobody uses two instruments at the same time"), default=False)
    hold_hours = models.PositiveSmallIntegerField(
        _("a provisional reservation is kept for (hours)"),
        default=72,
        validators=[MinValueValidator(1), MaxValueValidator(30 * 24)],
    )
    offer_hours = models.PositiveSmallIntegerField(
        _("a time offered from the waiting list is kept for (hours)"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(30 * 24)],
    )
    late_minutes = models.PositiveSmallIntegerField(
        _("counts as not come after (minutes)"), default=30, validators=[MaxValueValidator(480)]
    )
    absent_by_clock = models.BooleanField(_("who is late for so long is marked as not come by itself"), default=False)
    absences_most = models.PositiveSmallIntegerField(
        _("so many absences in a year bar from reserving"), default=0, help_text=_("0: never.")
    )
    absence_bars_days = models.PositiveSmallIntegerField(
        _("barred for (days)"), default=30, validators=[MaxValueValidator(366)]
    )
    licence_level = models.PositiveSmallIntegerField(
        _("level of the operator licence"),
        default=0,
        validators=[MaxValueValidator(HIGHEST_LEVEL)],
        help_text=_("0: none is needed."),
    )
    licence_months = models.PositiveSmallIntegerField(
        _("a licence is valid for (months)"),
        default=LICENCE_MONTHS,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_LICENCE_MONTHS)],
    )
    with_instructor = models.BooleanField(_("without a licence an instructor can attend"), default=True)
    takes_tests = models.BooleanField(_("the institution also does it as a commissioned test"), default=False)
    route = models.JSONField(_("approved by"), default=one_step, validators=[check_route])
    in_person = models.BooleanField(_("applications are taken at the counter only"), default=False)
    note = models.TextField(_("what users must know"), blank=True)

    objects = UseRulesQuerySet.as_manager()

    class Meta:
        ordering = ("owner", "equipment", "-since")
        verbose_name = _("rules of use")
        verbose_name_plural = _("rules of use")
        constraints: ClassVar = [
            dates_ordered("use_rules"),
            models.UniqueConstraint(
                fields=["owner", "since"], condition=Q(equipment__isnull=True), name="use_rules_begin_once"
            ),
            models.UniqueConstraint(fields=["equipment", "since"], name="use_rules_of_equipment_begin_once"),
            models.CheckConstraint(
                condition=Q(longest_minutes__gt=F("preparation_minutes") + F("cleaning_minutes")),
                name="use_rules_leave_time_to_use",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.equipment or self.owner} {self.since}"

    def clean(self) -> None:
        """An instrument's rules are those of its owner."""
        if self.equipment is not None and self.equipment.owner_id != self.owner_id:
            raise ValidationError({"equipment": _("It belongs to another institution.")})
        if self.longest_minutes < self.step_minutes:
            raise ValidationError({"longest_minutes": _("It must be at least one step long.")})


class SpecialDay(Record):
    """A day on which an institution, or one instrument, has other hours than usual; none: it is closed (臨時休館).

    A yearly one holds on the same day of every year from its own on, e.g. 6 August.
    """

    EVENTS = RecordEvents(OpeningEvent.DAY_SET, OpeningEvent.DAY_CHANGED)

    owner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="special_days", verbose_name=_("institution")
    )
    equipment = models.ForeignKey(
        Equipment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="special_days",
        verbose_name=_("only for"),
    )
    day = models.DateField(_("day"))
    is_yearly = models.BooleanField(_("every year"), default=False)
    hours = models.JSONField(_("opening hours"), default=list, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    is_cancelled = models.BooleanField(_("cancelled"), default=False, editable=False)

    objects = SpecialDayQuerySet.as_manager()

    class Meta:
        ordering = ("day", "pk")
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner", "day"],
                condition=Q(equipment__isnull=True, is_cancelled=False),
                name="special_day_once",
            ),
            models.UniqueConstraint(
                fields=["equipment", "day"], condition=Q(is_cancelled=False), name="special_day_of_equipment_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.reason}"

    def clean(self) -> None:
        """Its hours are those of a day, the instrument the institution's own."""
        try:
            checked(self.hours)
        except InvalidInput as error:
            raise ValidationError({"hours": str(error)}) from error
        if self.equipment is not None and self.equipment.owner_id != self.owner_id:
            raise ValidationError({"equipment": _("It belongs to another institution.")})
