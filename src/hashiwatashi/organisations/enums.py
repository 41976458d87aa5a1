"""Choices of the organisations domain."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    """What an organisation is in the regional innovation system (M01)."""

    FIRM = "firm", _("Firm")
    PUBLIC_LAB = "public_lab", _("Public test and research institute")
    UNIVERSITY = "university", _("University or college")
    NATIONAL_INSTITUTE = "national_institute", _("National research institute")
    TLO = "tlo", _("Technology licensing organisation")
    COORDINATION_OFFICE = "coordination_office", _("Coordination office")
    PREFECTURE = "prefecture", _("Prefectural government")
    MUNICIPALITY = "municipality", _("Municipal government")
    MINISTRY = "ministry", _("Ministry or national agency")
    OTHER = "other", _("Other body")


class OrganisationStatus(models.TextChoices):
    """Whether it still exists under this name."""

    ACTIVE = "active", _("Active")
    MERGED = "merged", _("Merged")
    CLOSED = "closed", _("Closed")
