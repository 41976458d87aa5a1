"""Choices of the matching domain."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """The kinds of record that can answer a need, in the order in which pages show them."""

    EQUIPMENT = "equipment", _("Equipment")
    SEED = "seed", _("Seeds")
    EXPERT = "expert", _("Experts")
    CALL = "call", _("Funding")
    STORY = "story", _("Success stories")
    NEED = "need", _("Similar needs")
    PAST = "past", _("Past consultations")
    MEASURE = "measure", _("Policy measures")
    ORGANISATION = "organisation", _("Organisations")
