"""Choices of the rules by which instruments are used."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class UserKind(models.TextChoices):
    """Who comes to use an instrument."""

    FIRM = "firm", _("Firms")
    RESEARCH = "research", _("Universities and research institutes")
    PUBLIC_BODY = "public", _("Public bodies")
    INDIVIDUAL = "individual", pgettext_lazy("who uses", "Individuals")


class Holidays(models.TextChoices):
    """What the institution does on national holidays and from 29 December to 3 January."""

    CLOSED = "closed", _("Closed on national holidays and from 29 December to 3 January")
    HOLIDAYS_OPEN = "open", _("Open on national holidays, closed from 29 December to 3 January")
    ALWAYS = "always", _("Open as on any other day")
