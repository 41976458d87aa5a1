"""Role declarations (役割宣言, R-28): who answers for what, in which field and where, and within how many days."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hashiwatashi.areas.models import Municipality, Prefecture
from hashiwatashi.common.audit.events import RecordEvents
from hashiwatashi.common.effective import dates_ordered
from hashiwatashi.common.languages import is_japanese
from hashiwatashi.common.records import Record
from hashiwatashi.duties.enums import ASKED_FUNCTIONS, DutyStage, FieldKind, Function
from hashiwatashi.duties.events import DutyEvent
from hashiwatashi.duties.querysets import DutyQuerySet, FieldQuerySet, TargetQuerySet
from hashiwatashi.organisations.models import Organisation

MOST_DAYS = 60
MOST_CLOSE_DAYS = 250


class Field(Record):
    """A field of technology (技術分野) or strategy (戦略分野), from one day to another; ``owner`` None: national."""

    EVENTS = RecordEvents(DutyEvent.FIELD_CHANGED, DutyEvent.FIELD_CHANGED)

    code = models.CharField(_("code"), max_length=30, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=FieldKind, default=FieldKind.TECHNICAL)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    owner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="fields", verbose_name=_("owner")
    )
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)

    objects = FieldQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "code")
        verbose_name = _("field of technology")
        verbose_name_plural = _("fields of technology")
        constraints: ClassVar = [dates_ordered("field")]

    def __str__(self) -> str:
        return self.name if is_japanese() or not self.name_en else self.name_en


class Duty(Record):
    """One declaration: for a function, in some fields (none: all), for some places (none: nowhere yet)."""

    EVENTS = RecordEvents(DutyEvent.DRAFTED, DutyEvent.CHANGED)

    owner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="duties", verbose_name=_("organisation")
    )
    function = models.CharField(_("function"), max_length=20, choices=Function)
    fields = models.ManyToManyField(
        Field, blank=True, related_name="duties", verbose_name=_("fields"), help_text=_("None chosen: all fields.")
    )
    prefectures = models.ManyToManyField(
        Prefecture, blank=True, related_name="duties", verbose_name=_("whole prefectures")
    )
    municipalities = models.ManyToManyField(
        Municipality, blank=True, related_name="duties", verbose_name=_("municipalities")
    )
    responsible = models.CharField(_("responsible person or desk"), max_length=100)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    mail = models.EmailField(_("mail"), blank=True)
    hours = models.CharField(_("opening hours"), max_length=100, blank=True)
    target_days = models.PositiveSmallIntegerField(
        _("working days until the first answer"),
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
        default=3,
    )
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    stage = models.CharField(_("stage"), max_length=10, choices=DutyStage, default=DutyStage.DRAFT, editable=False)

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ("function", "pk")
        verbose_name = _("role declaration")
        verbose_name_plural = _("role declarations")
        constraints: ClassVar = [
            dates_ordered("duty"),
            models.CheckConstraint(condition=Q(target_days__range=(1, MOST_DAYS)), name="duty_days_within_reason"),
            models.CheckConstraint(condition=~Q(phone="") | ~Q(mail=""), name="duty_can_be_reached"),
        ]

    def __str__(self) -> str:
        return f"{self.get_function_display()} ({self.responsible})"


class Target(Record):
    """Within how many working days an institution means to answer and to close, in a field (none: all), with dates.

    Nobody's secret: whoever asks is told it.
    """

    EVENTS = RecordEvents(DutyEvent.TARGET_SET, DutyEvent.TARGET_CHANGED)

    owner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="targets", verbose_name=_("organisation")
    )
    function = models.CharField(
        _("function"),
        max_length=20,
        choices=[(one.value, one.label) for one in ASKED_FUNCTIONS],
        default=Function.CONSULTATION,
    )
    field = models.ForeignKey(
        Field, on_delete=models.PROTECT, null=True, blank=True, related_name="targets", verbose_name=_("field")
    )
    answer_days = models.PositiveSmallIntegerField(
        _("working days until the first answer"), validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)]
    )
    close_days = models.PositiveSmallIntegerField(
        _("working days until it is closed"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_CLOSE_DAYS)],
    )
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        ordering = ("function", "field__code", "since", "pk")
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints: ClassVar = [
            dates_ordered("target"),
            models.CheckConstraint(condition=Q(answer_days__range=(1, MOST_DAYS)), name="target_answer_days"),
            models.CheckConstraint(
                condition=Q(close_days__isnull=True) | Q(close_days__gte=F("answer_days")),
                name="target_closed_after_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_function_display()} ({self.answer_days})"
