"""Choices about notices."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Digest(models.TextChoices):
    """How often a mail tells what is unread."""

    DAILY = "daily", _("at most one mail a day")
    WEEKLY = "weekly", _("at most one mail a week")
    NONE = "none", _("no mail")


class Language(models.TextChoices):
    """The languages in which mails can be written."""

    JAPANESE = "ja", _("Japanese")
    ENGLISH = "en", _("English")
