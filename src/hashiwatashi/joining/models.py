"""How people come to act for an organisation: applications, invitations, and what was done to memberships lately."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.audit.events import RecordEvents
from hashiwatashi.common.effective import dates_ordered
from hashiwatashi.common.records import Record
from hashiwatashi.joining.enums import ApplicationKind, ApplicationStage, InvitationStage, Verb, Way
from hashiwatashi.joining.events import JoiningEvent
from hashiwatashi.joining.querysets import ApplicationQuerySet, InvitationQuerySet, MembershipChangeQuerySet
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.organisations.numbers import validate_corporate_number
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Membership

#: An application nobody settles, an invitation nobody uses, and a code in a letter end by themselves.
APPLICATION_DAYS, INVITATION_DAYS, LETTER_DAYS = 30, 14, 30
#: So long after its mailed code has run out an application waits for another.
MAILED_DAYS = 2
MAIL_CODE = timedelta(days=1)
MOST_TRIES = 5
#: Mails with a code to one address in a day.
MOST_MAILS = 5


class Application(Record):
    """Somebody's wish to act for an organisation, as its first member or beside others.

    One that is not in the register is written down by name, and registered when the application is confirmed.
    """

    EVENTS = RecordEvents(JoiningEvent.APPLIED, JoiningEvent.CODE_MADE)

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="applications", verbose_name=_("account")
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name=_("organisation"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=ApplicationKind)
    way = models.CharField(_("how it is confirmed"), max_length=10, choices=Way, default=Way.HAND)
    stage = models.CharField(
        _("stage"), max_length=10, choices=ApplicationStage, default=ApplicationStage.OPEN, editable=False
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    full_name = models.CharField(_("your name"), max_length=100)
    position = models.CharField(_("department and job title"), max_length=200, blank=True)
    message = models.TextField(_("message"), max_length=1000, blank=True)
    written_name = models.CharField(_("name of the organisation"), max_length=200, blank=True)
    written_number = models.CharField(
        _("corporate number"), max_length=13, blank=True, validators=[validate_corporate_number]
    )
    written_prefecture = models.ForeignKey(
        Prefecture, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("prefecture")
    )
    written_address = models.CharField(_("address"), max_length=300, blank=True)
    mail = models.EmailField(_("mail address at the organisation"), blank=True)
    code_digest = models.CharField(max_length=64, blank=True, editable=False)
    code_until = models.DateTimeField(_("code holds until"), null=True, blank=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    answer = models.TextField(_("answer to the applicant"), max_length=1000, blank=True, editable=False)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("application to an organisation")
        verbose_name_plural = _("applications to organisations")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(stage=ApplicationStage.OPEN, kind=ApplicationKind.FIRST),
                name="application_first_one_open",
            ),
            models.UniqueConstraint(
                fields=["written_number"],
                condition=Q(stage=ApplicationStage.OPEN) & ~Q(written_number=""),
                name="application_number_one_open",
            ),
            models.UniqueConstraint(
                fields=["account", "organisation"],
                condition=Q(stage=ApplicationStage.OPEN),
                name="application_one_open_each",
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | ~Q(written_name=""), name="application_names_organisation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.full_name} / {self.organisation_name}"

    @property
    def organisation_name(self) -> str:
        return self.organisation.name if self.organisation else self.written_name

    @property
    def last_day(self) -> date:
        """The day after which it expires."""
        last = timezone.localdate(self.created_at) + timedelta(days=APPLICATION_DAYS)
        if self.way == Way.MAIL and self.code_until is not None:
            return min(last, timezone.localdate(self.code_until) + timedelta(days=MAILED_DAYS))
        return last


class Invitation(Record):
    """An administrator's invitation of a mail address into the organisation; used once, by that address alone."""

    EVENTS = RecordEvents(JoiningEvent.INVITED, JoiningEvent.INVITED)

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("organisation")
    )
    email = models.EmailField(_("mail address"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    stage = models.CharField(
        _("stage"), max_length=10, choices=InvitationStage, default=InvitationStage.OPEN, editable=False
    )
    last_day = models.DateField(_("can be used until"))
    code_digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("invited by")
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints: ClassVar = [
            dates_ordered("invitation"),
            models.UniqueConstraint(
                fields=["organisation", "email", "role"],
                condition=Q(stage=InvitationStage.OPEN),
                name="invitation_one_open_each",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} / {self.organisation}"


class MembershipChange(models.Model):
    """What was done to a membership, with its dates and role before and after, so that it can be taken back."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="changes")
    verb = models.CharField(_("what was done"), max_length=10, choices=Verb)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )

    objects = MembershipChangeQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name = _("change of a membership")
        verbose_name_plural = _("changes of memberships")

    def __str__(self) -> str:
        return f"{self.membership}: {self.verb}"
