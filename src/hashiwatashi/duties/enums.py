"""Choices of role declarations."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Function(models.TextChoices):
    """What somebody may need a responsible person for (R-28)."""

    CONSULTATION = "consultation", _("Technical consultation")
    EQUIPMENT = "equipment", _("Use of equipment")
    TESTING = "testing", _("Commissioned tests")
    JOINT_RESEARCH = "joint_research", _("Joint research")
    INTELLECTUAL_PROPERTY = "ip", _("Intellectual property")
    FUNDING = "funding", _("Grants and subsidies")
    LIAISON = "liaison", _("University and industry liaison")
    START_UP = "start_up", _("Starting a business")
    VISITS = "visits", _("Visits to firms")
    LIFE = "life", _("Life, environment, disaster prevention")


#: Those of which questions are asked here, each with a day by which it is answered.
ASKED_FUNCTIONS = (Function.CONSULTATION, Function.INTELLECTUAL_PROPERTY, Function.LIFE)


class FieldKind(models.TextChoices):
    """What sort of field it is."""

    TECHNICAL = "technical", _("Technical field")
    STRATEGIC = "strategic", _("Strategic field")


class DutyStage(models.TextChoices):
    """How far a declaration is."""

    DRAFT = "draft", _("Draft")
    # The needs' "Published" is a day in Japanese.
    PUBLISHED = "published", pgettext_lazy("stage", "Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")
