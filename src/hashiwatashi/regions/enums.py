"""Choices of the regions domain."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MeasureStage(models.TextChoices):
    """How far a policy measure is (R-66)."""

    PLANNED = "planned", _("Not begun")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")
