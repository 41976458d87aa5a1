"""Technical consultations (技術相談, M02): one number, one holder, one clock, one history, whoever answers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hashiwatashi.areas.models import Municipality, Prefecture
from hashiwatashi.common.audit.events import RecordEvents
from hashiwatashi.common.receipts import receipt
from hashiwatashi.common.records import Record
from hashiwatashi.consultations import consents  # noqa: F401 their tables belong to the domain
from hashiwatashi.consultations.enums import (
    OPEN_STAGES,
    WAITING_STAGES,
    Channel,
    ConsultationKind,
    ConsultationStage,
    EntryKind,
    FoundBy,
    HandoffStage,
    PromiseSource,
    Usefulness,
)
from hashiwatashi.consultations.events import ConsultationEvent
from hashiwatashi.consultations.querysets import (
    ConsultationQuerySet,
    HandoffQuerySet,
    PastCaseQuerySet,
)
from hashiwatashi.duties.models import Field
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account

#: For so long a closed one is reopened; later a new one refers to it.
REOPEN_WITHIN = timedelta(days=90)
MOST_MINUTES = 24 * 60
MOST_PHOTOS = 8


class Consultation(Record):
    """One question of one who asks, with the institution that holds it now and the day by which an answer is due.

    Everybody who may see it sees who holds it and until when. ``asked_at`` never changes: it begins the clock.
    """

    EVENTS = RecordEvents(ConsultationEvent.ASKED, ConsultationEvent.CHANGED)
    # Operators read the trail, and nothing of what people ask.
    CONFIDED = frozenset(
        {
            "topic",
            "text",
            "contact_firm",
            "contact_name",
            "contact_mail",
            "contact_phone",
            "secrecy",
            "urgency",
            "result",
            "useful_why",
        }
    )

    kind = models.CharField(_("kind"), max_length=10, choices=ConsultationKind, default=ConsultationKind.TECHNICAL)
    channel = models.CharField(_("how it came in"), max_length=10, choices=Channel, default=Channel.WEB)
    topic = models.CharField(_("topic"), max_length=200)
    text = models.TextField(_("in plain words"), blank=True)
    field = models.ForeignKey(Field, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("field"))
    prefecture = models.ForeignKey(Prefecture, on_delete=models.PROTECT, verbose_name=_("prefecture"))
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("municipality")
    )
    firm = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="consultations",
        verbose_name=_("who asks"),
    )
    asker = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="consultations")
    contact_firm = models.CharField(_("firm"), max_length=200, blank=True)
    contact_name = models.CharField(_("your name"), max_length=100, blank=True)
    contact_mail = models.EmailField(_("mail"), blank=True)
    contact_phone = models.CharField(_("phone"), max_length=30, blank=True)
    # BR-M-09: whether and why it must not be disclosed is asked when it comes in.
    is_confidential = models.BooleanField(_("not to be disclosed"), default=False)
    secrecy = models.CharField(_("what must not be disclosed, and why"), max_length=500, blank=True)
    urgency = models.CharField(_("why it is urgent"), max_length=300, blank=True)
    continues = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="continued_by",
        verbose_name=_("continues"),
    )
    holder = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="consultations_held", verbose_name=_("held by")
    )
    officer = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="consultations_handled",
        verbose_name=_("person in charge"),
    )
    stage = models.CharField(
        _("stage"), max_length=10, choices=ConsultationStage, default=ConsultationStage.RECEIVED, editable=False
    )
    asked_at = models.DateTimeField(_("received"), editable=False)
    due_on = models.DateField(_("answer due by"), editable=False)
    due_source = models.CharField(max_length=10, choices=PromiseSource, default=PromiseSource.USUAL, editable=False)
    # By the target of the institution when it was asked; None where it had none.
    close_by = models.DateField(_("to be closed by"), null=True, blank=True, editable=False)
    # The day that had been promised when it was first answered: what moves ``due_on`` later does not move this.
    promised_on = models.DateField(_("promised day"), null=True, blank=True, editable=False)
    first_answered_at = models.DateTimeField(_("first answered"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)
    result = models.TextField(_("what helped"), blank=True)
    # The link of the mails opens it as long as this stands; see `consultations.links`.
    link_key = models.CharField(max_length=32, blank=True, editable=False)
    link_until = models.DateTimeField(null=True, blank=True, editable=False)
    usefulness = models.CharField(_("usefulness"), max_length=10, choices=Usefulness, blank=True, editable=False)
    useful_why = models.CharField(_("why"), max_length=500, blank=True)
    found_by = models.CharField(_("how you found us"), max_length=20, choices=FoundBy, blank=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "pk")
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, stage__in=OPEN_STAGES)
                | Q(closed_at__isnull=False) & ~Q(stage__in=OPEN_STAGES),
                name="consultation_closed_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(first_answered_at__isnull=True) | Q(first_answered_at__gte=F("asked_at")),
                name="consultation_answer_follows_question",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["holder", "stage", "due_on"], name="consultation_desk"),
            models.Index(fields=["officer", "stage", "due_on"], name="consultation_my_day"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.topic}"

    @property
    def number(self) -> str:
        """The receipt number: C-000123-4. It never changes."""
        return receipt("C", self.pk)

    @property
    def owes_answer(self) -> bool:
        """Whether an answer is owed by ``due_on``: the first, or a new one after it was reopened or handed off."""
        return self.stage in WAITING_STAGES

    @property
    def owner_id(self) -> int:
        """Whose people handle it, as rules ask."""
        return self.holder_id

    @property
    def is_anonymous(self) -> bool:
        """Whether nothing tells who asks, nor how to ask for consent: it may be handed off without."""
        told = (self.contact_firm, self.contact_name, self.contact_phone, self.contact_mail)
        return not (self.firm_id or self.asker_id or any(told))

    @property
    def who_asks(self) -> str:
        """The firm and the name, as far as they are told."""
        return " ".join(filter(None, (self.firm.name if self.firm else self.contact_firm, self.contact_name)))


class PastCase(Consultation):
    """A closed consultation, as the staff of the institutions that held it find it again; no table of its own.

    ``answers`` are loaded by `PastCaseQuerySet.for_lists`.
    """

    answers: list[Entry]
    #: It was taken from no page.
    source_url = ""

    objects = PastCaseQuerySet.as_manager()  # type: ignore[assignment, misc]

    class Meta:
        proxy = True
        verbose_name = _("past consultation")
        verbose_name_plural = _("past consultations")

    @property
    def answered(self) -> str:
        """What was answered, one answer after the other."""
        return "\n".join(entry.text for entry in self.answers)


class HolderPeriod(models.Model):
    """An institution held a consultation from one moment to another (half-open); while it is open, one without end.

    The periods of a consultation follow each other: their sum is the time that the clock has run.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="periods")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    # From when on somebody there was in charge.
    taken_at = models.DateTimeField(_("taken"), null=True, blank=True)

    class Meta:
        ordering = ("since", "pk")
        verbose_name = _("period of a holder")
        verbose_name_plural = _("periods of holders")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["consultation"], condition=Q(until__isnull=True), name="consultation_one_holder"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="holder_period_ordered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id}: {self.organisation}"

    def lasted(self, now: datetime) -> timedelta:
        """How long it has lasted by a moment."""
        return (self.until or now) - self.since


class OfficerChange(models.Model):
    """Somebody else is in charge at the institution that holds it, or nobody for a while. Never changed; who is in
    charge first is told by the period of the holder."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="officer_changes")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    # None: nobody.
    before = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    after = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        ordering = ("at", "pk")
        verbose_name = _("change of the person in charge")
        verbose_name_plural = _("changes of the person in charge")

    def __str__(self) -> str:
        return f"{self.consultation_id}: {self.before} → {self.after}"


class Entry(models.Model):
    """A line of the history: what was asked, answered, done or noted. Never changed, never deleted."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(_("kind"), max_length=10, choices=EntryKind)
    text = models.TextField(_("text"))
    minutes = models.PositiveSmallIntegerField(_("minutes spent"), default=0)
    # None: whoever asked, by the link of the mail.
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_open = models.BooleanField(_("who asked reads it"), default=True)
    # Made where it was written, so that what is sent twice by a telephone out of reach is stored once.
    key = models.UUIDField(null=True, blank=True, unique=True)
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        ordering = ("at", "pk")
        verbose_name = _("line of a consultation")
        verbose_name_plural = _("lines of consultations")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(minutes__lte=MOST_MINUTES), name="entry_within_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:40]}"


class ConsultationPhoto(Record):
    """A photo sent with a line of the history, seen by those who may read that; its files: `common.photo_files`."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="photos")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="photos")
    file_name = models.CharField(_("name of the file"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=100)
    # None: whoever asked, by the link of the mail.
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        ordering = ("at", "pk")
        verbose_name = _("photo of a consultation")
        verbose_name_plural = _("photos of consultations")

    def __str__(self) -> str:
        return self.name

    @property
    def record_uid(self) -> UUID:
        """Whose folder its files lie in."""
        return self.consultation.uid


class Handoff(Record):
    """One institution gives a consultation to another, which accepts or returns it; with the consent of who asked."""

    CONFIDED = frozenset({"agreed_by"})

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="handoffs")
    giver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("from"))
    receiver = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="handoffs_received", verbose_name=_("to")
    )
    reason = models.CharField(_("reason"), max_length=500)
    answer = models.CharField(_("why it was returned"), max_length=500, blank=True)
    stage = models.CharField(_("stage"), max_length=10, choices=HandoffStage, editable=False)
    consented_at = models.DateTimeField(_("consent given"), null=True, blank=True, editable=False)
    # Of a consent that was told to the giver's people, who noted it: who agreed, how and on which day.
    agreed_by = models.CharField(_("who agreed"), max_length=100, blank=True)
    agreed_how = models.CharField(_("how"), max_length=10, choices=Channel, blank=True)
    agreed_on = models.DateField(_("on which day"), null=True, blank=True)
    noted_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True, editable=False)

    objects = HandoffQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("hand-off")
        verbose_name_plural = _("hand-offs")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["consultation"],
                condition=Q(stage__in=(HandoffStage.CONSENT, HandoffStage.OFFERED)),
                name="handoff_one_open",
            ),
            models.CheckConstraint(condition=~Q(giver=F("receiver")), name="handoff_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.receiver}"

    @property
    def was_offered(self) -> bool:
        """Whether the receiver has ever read it: with consent, or of one whom nobody could ask for any."""
        return self.consented_at is not None or self.consultation.is_anonymous

    @property
    def owner_id(self) -> int:
        """Whose people accept or return it, as rules ask."""
        return self.receiver_id
