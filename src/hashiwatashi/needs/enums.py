"""Choices of the needs domain."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NeedKind(models.TextChoices):
    """Where a need comes from."""

    REGISTERED = "registered", _("Need")
    PUBLISHED_THEME = "published_theme", _("Published R&D theme")


class DisclosureLevel(models.IntegerChoices):
    """How much of a need others may see without further consent (BR-M-08)."""

    TITLE = 0, _("Title and sector only")
    ANONYMOUS = 1, _("Anonymous sheet")
    NAMED = 2, _("With the owner's name")


class NeedStage(models.TextChoices):
    """How far a need is."""

    OPEN = "open", _("Looking")
    SETTLED = "settled", _("Settled")
    WITHDRAWN = "withdrawn", _("Withdrawn")
