"""Choices of joining."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ApplicationKind(models.TextChoices):
    """What somebody asks an organisation for."""

    FIRST = "first", _("To be its first member")
    JOIN = "join", _("To be let in by its administrators")


class Way(models.TextChoices):
    """How it is found out that the first member belongs to the organisation."""

    MAIL = "mail", _("By a mail to an address of the organisation")
    LETTER = "letter", _("By a code in a letter to its registered address")
    KNOWN = "known", _("By a coordinator who knows it")
    HAND = "hand", _("By whoever runs this site, or the body that supervises it")


class ApplicationStage(models.TextChoices):
    """How far an application is."""

    OPEN = "open", _("Waiting for an answer")
    CONFIRMED = "confirmed", _("Confirmed")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


class InvitationStage(models.TextChoices):
    """Whether an invitation can still be used; its last day is looked at besides."""

    OPEN = "open", _("Not used yet")
    ACCEPTED = "accepted", _("Accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Verb(models.TextChoices):
    """What was done to a membership."""

    STARTED = "started", _("Let in")
    CHANGED = "changed", _("Role changed")
    ENDED = "ended", _("Ended")
