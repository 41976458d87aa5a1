"""Choices of the equipment domain."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ExternalUse(models.TextChoices):
    """Whether people from outside the owner may use an instrument."""

    OPEN = "open", _("Open to outside users")
    CONDITIONAL = "conditional", _("Open under conditions")
    CLOSED = "closed", _("Own organisation only")
    UNKNOWN = "unknown", _("Ask the owner")


class OperatingStatus(models.TextChoices):
    """Whether an instrument works (稼働・停止・廃止)."""

    RUNNING = "running", _("In operation")
    STOPPED = "stopped", _("Stopped")
    RETIRED = "retired", _("Retired")


# What outsiders may use: the one answer to "is it open to us?".
USABLE = (ExternalUse.OPEN, ExternalUse.CONDITIONAL)
