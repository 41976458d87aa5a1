"""Persons, where they work, the accounts they sign in with and what experts offer."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.audit.events import RecordEvents
from hashiwatashi.common.effective import dates_ordered
from hashiwatashi.common.permissions import asked, rule_exists
from hashiwatashi.common.records import Disclosable, Record, Sourced
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.accounts import AccountManager
from hashiwatashi.people.enums import ANSWERING, ExpertKind, Role
from hashiwatashi.people.events import PeopleEvent
from hashiwatashi.people.numbers import validate_orcid
from hashiwatashi.people.querysets import ExpertQuerySet, MembershipQuerySet


class Person(Record):
    """A human being; never merged automatically with another. ``merged_into`` is who she turned out to be."""

    EVENTS = RecordEvents(PeopleEvent.PERSON_REGISTERED, PeopleEvent.PERSON_CHANGED)

    name = models.CharField(_("name"), max_length=100)
    name_kana = models.CharField(_("name in kana"), max_length=200, blank=True)
    name_en = models.CharField(_("name in roman letters"), max_length=200, blank=True)
    orcid = models.CharField(
        _("ORCID"), max_length=19, null=True, blank=True, unique=True, validators=[validate_orcid]
    )
    researcher_number = models.CharField(_("e-Rad researcher number"), max_length=8, blank=True)
    researchmap = models.CharField(_("researchmap permalink"), max_length=100, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="merged"
    )

    class Meta:
        ordering = ("name_kana", "pk")
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(merged_into=models.F("id")), name="person_not_merged_into_herself"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Affiliation(models.Model):
    """A person's place in an organisation from one day to another (half-open; no end = still)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="affiliations")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="affiliations", verbose_name=_("organisation")
    )
    department = models.CharField(_("department"), max_length=200, blank=True)
    title = models.CharField(_("job title"), max_length=100, blank=True)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ("-since", "pk")
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        constraints: ClassVar = [dates_ordered("affiliation")]

    def __str__(self) -> str:
        return f"{self.person} / {self.organisation}"


class Account(AbstractBaseUser, PermissionsMixin, Record):
    """Somebody who can sign in."""

    email = models.EmailField(_("mail address"), unique=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="account")
    display_name = models.CharField(_("display name"), max_length=100, blank=True)
    is_staff = models.BooleanField(_("may use the administration site"), default=False)
    is_active = models.BooleanField(_("may sign in"), default=True)

    objects = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.display_name or self.email

    @property
    def audit_label(self) -> str:
        return f"account:{self.uid}"

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """What our rules decide, they decide for operators too: running the site gives no say over its records."""
        if rule_exists(perm):
            return self.is_active and asked(perm, self, obj)
        return super().has_perm(perm, obj)

    @cached_property
    def current_memberships(self) -> tuple[Membership, ...]:
        """Memberships in force today; read once per request."""
        today = timezone.localdate()
        return tuple(self.memberships.in_force_on(today).select_related("organisation__prefecture"))

    @property
    def current_organisation_ids(self) -> frozenset[int]:
        return frozenset(membership.organisation_id for membership in self.current_memberships)

    @property
    def current_desk_ids(self) -> frozenset[int]:
        """The institutions whose questions the account answers today; a firm, whose people have the same roles, asks
        and does not answer."""
        return frozenset(
            one.organisation_id
            for one in self.current_memberships
            if one.role in ANSWERING and one.organisation.kind != OrganisationKind.FIRM
        )

    @property
    def home_prefecture(self) -> Prefecture | None:
        """Where the account's first organisation is: "own prefecture" on result pages."""
        return next((m.organisation.prefecture for m in self.current_memberships if m.organisation.prefecture), None)


class Membership(models.Model):
    """A role that an account has in an organisation from one day to another (half-open)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ("since", "pk")
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints: ClassVar = [dates_ordered("membership")]

    def __str__(self) -> str:
        return f"{self.account} / {self.organisation} / {self.get_role_display()}"


class Expert(Record, Sourced, Disclosable):
    """A person's public profile as coordinator, industry expert, connoisseur, researcher or adviser.

    Firms want to see speciality, fields, record and profile of a coordinator (BR-M-06).
    """

    EVENTS = RecordEvents(PeopleEvent.EXPERT_LISTED, PeopleEvent.EXPERT_CHANGED)

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="expert_profiles")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="experts", verbose_name=_("organisation")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=ExpertKind)
    field = models.CharField(_("field"), max_length=100, blank=True)
    headline = models.CharField(_("speciality in one line"), max_length=200)
    profile = models.TextField(_("profile"), blank=True)
    track_record = models.TextField(_("track record"), blank=True)
    areas = models.ManyToManyField(Prefecture, blank=True, related_name="experts", verbose_name=_("areas covered"))
    since = models.DateField(_("term from"))
    until = models.DateField(_("term until"), null=True, blank=True)
    contact_mail = models.EmailField(_("mail"), blank=True)
    contact_phone = models.CharField(_("phone"), max_length=30, blank=True)

    objects = ExpertQuerySet.as_manager()

    class Meta:
        ordering = ("person__name_kana", "pk")
        verbose_name = _("expert")
        verbose_name_plural = _("experts")
        constraints: ClassVar = [dates_ordered("expert")]

    def __str__(self) -> str:
        return f"{self.person} ({self.headline})"

    @property
    def owner_id(self) -> int:
        """Whose record it is, as rules ask."""
        return self.organisation_id
