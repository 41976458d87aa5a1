"""Choices of technical consultations."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ConsultationKind(models.TextChoices):
    """What it is about; the three have figures of their own (R-03, R-41)."""

    TECHNICAL = "technical", _("Technology and products")
    INTELLECTUAL_PROPERTY = "ip", _("Intellectual property")
    LIFE = "life", _("Life, environment, disaster prevention")


class Channel(models.TextChoices):
    """How it came in."""

    WEB = "web", _("This site")
    PHONE = "phone", _("Telephone")
    MAIL = "mail", _("Mail")
    COUNTER = "counter", _("Came by")
    VISIT = "visit", _("On a visit")


class ConsultationStage(models.TextChoices):
    """How far it is: 受付, 担当決定, 回答中, 回答済, 完了, 取下."""

    RECEIVED = "received", _("Received")
    ASSIGNED = "assigned", _("Somebody is in charge")
    ANSWERING = "answering", _("Being answered")
    ANSWERED = "answered", _("Answered")
    DONE = "done", pgettext_lazy("consultation", "Closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("consultation", "Withdrawn")


#: The stages in which the clock runs.
OPEN_STAGES = (
    ConsultationStage.RECEIVED,
    ConsultationStage.ASSIGNED,
    ConsultationStage.ANSWERING,
    ConsultationStage.ANSWERED,
)
#: Those in which an answer is owed.
WAITING_STAGES = OPEN_STAGES[:3]


class PromiseSource(models.TextChoices):
    """From where the day comes by which an answer is due."""

    DECLARED = "declared", _("by its role declaration")
    TARGET = "target", _("by its target days")
    USUAL = "usual", _("as is usual; it has set no days")


class EntryKind(models.TextChoices):
    """One line of the history that somebody wrote."""

    QUESTION = "question", _("Question")
    ANSWER = "answer", pgettext_lazy("consultation", "Answer")
    CALL = "call", _("Telephone call")
    VISIT = "visit", _("Visit")
    NOTE = "note", _("Note among colleagues")


class HandoffStage(models.TextChoices):
    """How far a hand-off to another institution is."""

    CONSENT = "consent", _("Waits for consent")
    OFFERED = "offered", _("Waits to be accepted")
    ACCEPTED = "accepted", _("Accepted")
    RETURNED = "returned", _("Returned")
    DECLINED = "declined", _("No consent")
    CANCELLED = "cancelled", _("Taken back")


class Usefulness(models.TextChoices):
    """What whoever asked says in the end (役に立った, 一部, 立たなかった)."""

    YES = "yes", _("It helped")
    PARTLY = "partly", _("It helped in part")
    NO = "no", _("It did not help")


class FoundBy(models.TextChoices):
    """How whoever asked found this place (R-60)."""

    SEARCH = "search", _("A search on the internet")
    COORDINATOR = "coordinator", _("A coordinator")
    COLLEAGUE = "colleague", _("Another firm or a colleague")
    OFFICE = "office", _("A public office or chamber of commerce")
    BEFORE = "before", _("Had asked before")
    OTHER = "other", _("Otherwise")


class FileScope(models.TextChoices):
    """What of a firm's history an institution may read with consent (R-38)."""

    CONSULTATIONS = "consultations", _("Consultations")
