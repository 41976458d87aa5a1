"""Choices about the class of a firm."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Group(models.TextChoices):
    """The groups of industries that the rules tell apart; a rule set without a special one takes the general one."""

    MANUFACTURING = "manufacturing", _("Manufacturing, construction, transport and others")
    WHOLESALE = "wholesale", _("Wholesale")
    RETAIL = "retail", _("Retail and restaurants")
    SERVICES = "services", _("Services")
    RUBBER = "rubber", _("Rubber products (without tyres and belts)")
    SOFTWARE = "software", _("Software and information services")
    INNS = "inns", _("Inns and hotels")


GENERAL = {Group.RUBBER: Group.MANUFACTURING, Group.SOFTWARE: Group.SERVICES, Group.INNS: Group.SERVICES}


class FirmClass(models.TextChoices):
    """What a firm is by a rule set."""

    SMALL = "small", _("Small firm (小規模企業)")
    SME = "sme", _("Small or medium-sized firm (中小企業)")
    MEDIUM = "medium", _("Mid-sized firm (中堅企業)")
    LARGE = "large", _("Large firm (大企業)")
    DEEMED_LARGE = "deemed_large", _("Deemed large firm (みなし大企業)")
    UNKNOWN = "unknown", _("Cannot be told yet")


#: What can be told of a firm that stands behind another.
TOLD_CLASSES = (FirmClass.LARGE, FirmClass.MEDIUM, FirmClass.DEEMED_LARGE, FirmClass.SME, FirmClass.UNKNOWN)


class Ground(models.TextChoices):
    """How the class of a firm behind another is known."""

    TOLD = "told", _("as told")
    ASSESSED = "assessed", _("by its own assessment here")
    RING = "ring", _("it stands in a ring with this firm, so that its class depends on this one")
    NO_FIRM = "no_firm", _("no firm")
