"""Choices of operator licences and the courses that lead to them."""

from django.db import models
from django.utils.translation import pgettext_lazy


class LicenceState(models.TextChoices):
    """What a licence is worth on a day; derived from its dates, never stored."""

    VALID = "valid", pgettext_lazy("licence", "Valid")
    SUSPENDED = "suspended", pgettext_lazy("licence", "Suspended")
    EXPIRED = "expired", pgettext_lazy("licence", "Expired")
    REVOKED = "revoked", pgettext_lazy("licence", "Revoked")


class SeatStage(models.TextChoices):
    """How far somebody is with a course (待ち→受講予定→合格 / 不合格 / 欠席 / 取りやめ)."""

    WAITING = "waiting", pgettext_lazy("course", "Waiting for a seat")
    SEATED = "seated", pgettext_lazy("course", "Has a seat")
    PASSED = "passed", pgettext_lazy("course", "Passed")
    FAILED = "failed", pgettext_lazy("course", "Not passed")
    ABSENT = "absent", pgettext_lazy("course", "Absent")
    WITHDRAWN = "withdrawn", pgettext_lazy("course", "Withdrawn")


# These take a seat of the course.
SEATED = (SeatStage.SEATED, SeatStage.PASSED, SeatStage.FAILED, SeatStage.ABSENT)
