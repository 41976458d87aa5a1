"""Choices shared by all domains."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Disclosure(models.TextChoices):
    """Who may see a record (文書区分). Copies inherit the class of their source."""

    PUBLIC = "public", _("Public")
    MEMBERS = "members", _("Registered members")
    RELATED = "related", _("Own organisation")
