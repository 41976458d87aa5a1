"""Choices of the people domain."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What an account may do for an organisation it is a member of."""

    REPRESENTATIVE = "representative", _("Firm representative")
    CLERK = "clerk", _("Reception and planning")
    RESEARCHER = "researcher", _("Researcher")
    COORDINATOR = "coordinator", _("Coordinator")
    TLO_STAFF = "tlo_staff", _("Technology transfer staff")
    PROGRAMME_MANAGER = "programme_manager", _("Programme manager")
    OFFICER = "officer", _("Government officer")
    PLANNER = "planner", _("Regional planner")
    ADMINISTRATOR = "administrator", _("Administrator of the organisation")


#: Those who answer questions for their institution.
ANSWERING = (
    Role.CLERK,
    Role.RESEARCHER,
    Role.COORDINATOR,
    Role.OFFICER,
    Role.TLO_STAFF,
    Role.PROGRAMME_MANAGER,
    Role.ADMINISTRATOR,
)


class ExpertKind(models.TextChoices):
    """What an expert is asked for (M07)."""

    COORDINATOR = "coordinator", _("Coordinator")
    INDUSTRY_EXPERT = "industry_expert", _("Industry expert")
    CONNOISSEUR = "connoisseur", _("Connoisseur (mekiki)")
    RESEARCHER = "researcher", _("Researcher")
    IP_ADVISER = "ip_adviser", _("Intellectual property adviser")
    PROGRAMME_MANAGER = "programme_manager", _("Programme manager")
