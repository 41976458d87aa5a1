"""Choices of joint-research plans."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlanStage(models.TextChoices):
    """How far the newest version is: 提案中, 合意済, 終了."""

    PROPOSED = "proposed", _("Plan proposed")
    AGREED = "agreed", _("Agreed by both")
    ENDED = "ended", _("Plan ended")


class ThemeState(models.TextChoices):
    """How far a theme is: 予定, 進行中, 終了, 中止."""

    PLANNED = "planned", _("Theme planned")
    RUNNING = "running", _("Theme under way")
    DONE = "done", _("Theme finished")
    STOPPED = "stopped", _("Theme called off")
