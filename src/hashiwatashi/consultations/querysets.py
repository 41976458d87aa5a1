"""Words for reading consultations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, OuterRef, Prefetch, Q, When

from hashiwatashi.common.doors import NOBODY, Door, desks, owners, parties
from hashiwatashi.common.querysets import DoorQuerySet
from hashiwatashi.common.visitors import Visitor
from hashiwatashi.consultations.enums import (
    OPEN_STAGES,
    WAITING_STAGES,
    ConsultationStage,
    EntryKind,
    FileScope,
    HandoffStage,
)
from hashiwatashi.organisations.mergers import line_of, merged_into
from hashiwatashi.people.enums import ANSWERING

if TYPE_CHECKING:
    from hashiwatashi.consultations.consents import FileConsent, FileReading  # noqa: F401
    from hashiwatashi.consultations.models import Consultation, Handoff, PastCase  # noqa: F401


def _holding(own: frozenset[int]) -> Any:
    """The consultations that some organisations hold or have held."""
    period = apps.get_model("hashiwatashi", "HolderPeriod")
    return period._default_manager.filter(organisation__in=own).values("consultation")


def _inherited(own: frozenset[int]) -> Any:
    """The closed ones that bodies hold or have held which have merged into some organisations since.

    The open ones are carried to them with the merger: see `succeeding`.
    """
    period = apps.get_model("hashiwatashi", "HolderPeriod")
    theirs = period._default_manager.filter(organisation__in=merged_into(own))
    return theirs.exclude(consultation__stage__in=OPEN_STAGES).values("consultation")


def _held_or_inherited(own: frozenset[int]) -> Any:
    period = apps.get_model("hashiwatashi", "HolderPeriod")
    theirs = Q(organisation__in=own) | Q(organisation__in=merged_into(own))
    return period._default_manager.filter(theirs).values("consultation")


def _offered(own: frozenset[int]) -> Any:
    """Those that are offered to some organisations; before the consent they are nobody's business."""
    handoff = apps.get_model("hashiwatashi", "Handoff")
    return handoff._default_manager.filter(receiver__in=own, stage=HandoffStage.OFFERED).values("consultation")


def _askers(visitor: Visitor) -> Q:
    """Whoever asked for themselves; what was asked for a firm is its people's."""
    return Q(asker=visitor, firm=None) if getattr(visitor, "is_authenticated", False) else NOBODY


def _consenting(institutions: frozenset[int], day: date) -> Any:
    """The firms whose consultations some institutions may read on a day (INV-17)."""
    consent = apps.get_model("hashiwatashi", "FileConsent")
    return consent._default_manager.in_force_on(day).to(institutions).values("firm")


#: As `Consultation.owes_answer` says of one.
_OWING = Q(stage__in=WAITING_STAGES)


class ConsultationQuerySet(DoorQuerySet["Consultation"]):
    # Whoever asked, the people of the firm, and of every institution that holds, held or is offered it; of a closed
    # one also those who answer for the successor of such an institution.
    DOOR = (
        Door(_askers, lambda consultation: ())
        | owners("firm")
        | parties(_holding, lambda consultation: (one.organisation_id for one in consultation.periods.all()))
        | parties(_offered, lambda consultation: ())
        | desks(_inherited, lambda consultation: ())
    )

    def open(self) -> Self:
        return self.filter(stage__in=OPEN_STAGES)

    def waiting(self) -> Self:
        """Those that owe an answer, the first or a new one after they were reopened or handed off."""
        return self.filter(_OWING)

    def overdue_on(self, day: date) -> Self:
        return self.waiting().filter(due_on__lt=day)

    def held_by(self, organisations: frozenset[int]) -> Self:
        return self.filter(holder__in=organisations)

    def without_officer(self, day: date) -> Self:
        """Those of which nobody is in charge on a day, or somebody who has left the holder's desk."""
        membership: Any = apps.get_model("hashiwatashi", "Membership")
        there = membership._default_manager.able_to_act_on(day).filter(
            account=OuterRef("officer"), organisation=OuterRef("holder"), role__in=ANSWERING
        )
        return self.filter(Q(officer=None) | ~Exists(there))

    def left_behind(self, day: date) -> Self:
        """The open ones in the charge of somebody who does not handle the holder's consultations on a day."""
        return self.open().without_officer(day).exclude(officer=None)

    def by_urgency(self) -> Self:
        """Those that owe an answer first, by the day it is due."""
        return self.order_by(Case(When(_OWING, then=0), default=1), "due_on", "pk")

    def handed_on_by(self, organisations: frozenset[int]) -> Self:
        """Those that some organisations have held, and none of them holds any more."""
        return self.ever_held_by(organisations).exclude(holder__in=organisations)

    def ever_held_by(self, organisations: frozenset[int]) -> Self:
        return self.filter(pk__in=_holding(organisations))

    def inherited_by(self, organisations: frozenset[int]) -> Self:
        """The closed ones of bodies that have merged into some organisations."""
        return self.filter(pk__in=_inherited(organisations)) if organisations else self.none()

    def disclosed_to(self, institutions: frozenset[int], day: date) -> Self:
        """Those of firms that let some institutions read all of their consultations on a day."""
        return self.filter(firm__in=_consenting(institutions, day))

    def listed_for(self, account: Any) -> Self:
        """Those that lists show an account: asked by it or its firm, or held at, once held at or offered to a desk at
        which it answers. Others of its institution open by their address alone."""
        desks = account.current_desk_ids
        of_desks = Q(pk__in=_holding(desks)) | Q(pk__in=_offered(desks))
        return self.filter(Q(asker=account) | Q(firm__in=account.current_organisation_ids) | of_desks)

    def for_lists(self) -> Self:
        return self.select_related("holder", "officer", "firm", "field", "prefecture", "municipality__prefecture")


def _lines(case: Any) -> Iterator[int]:
    """The institutions that held a case, and their successors."""
    return (key for one in case.periods.all() for key in line_of(one.organisation))


class PastCaseQuerySet(DoorQuerySet["PastCase"]):
    # Those who answer questions at an institution that held it, or at its successor, and nobody else: not even
    # whoever asked.
    DOOR = desks(_held_or_inherited, _lines).while_(
        Q(stage=ConsultationStage.DONE), lambda case: case.stage == ConsultationStage.DONE
    )

    def closed(self) -> Self:
        return self.filter(stage=ConsultationStage.DONE)

    def for_lists(self) -> Self:
        """With who held it and what was answered in the open; notes among colleagues are never read here."""
        entry: Any = apps.get_model("hashiwatashi", "Entry")
        answers = entry._default_manager.filter(kind=EntryKind.ANSWER, is_open=True).select_related("organisation")
        period: Any = apps.get_model("hashiwatashi", "HolderPeriod")
        periods = Prefetch("periods", period._default_manager.select_related("organisation__successor__successor"))
        told = Prefetch("entries", answers, to_attr="answers")
        return self.select_related("holder__prefecture", "field", "prefecture").prefetch_related(periods, told)


class HandoffQuerySet(models.QuerySet["Handoff"]):
    def open(self) -> Self:
        return self.filter(stage__in=(HandoffStage.CONSENT, HandoffStage.OFFERED))

    def ended(self) -> Self:
        """Those that came to nothing."""
        return self.filter(stage__in=(HandoffStage.RETURNED, HandoffStage.DECLINED, HandoffStage.CANCELLED))

    def for_lists(self) -> Self:
        return self.select_related("giver", "receiver", "consultation")


class FileConsentQuerySet(DoorQuerySet["FileConsent"]):
    # The people of the firm that gives it, and of the institution to which it is given.
    DOOR = owners("firm") | owners("institution")

    def in_force_on(self, day: date) -> Self:
        """Those that hold on a day and are not withdrawn: a withdrawal ends one at once, whatever its days."""
        return self.filter(withdrawn_at=None, since__lte=day, until__gt=day, scope=FileScope.CONSULTATIONS)

    def to(self, institutions: frozenset[int]) -> Self:
        return self.filter(institution__in=institutions)

    def for_lists(self) -> Self:
        return self.select_related("firm", "institution", "given_by")


class FileReadingQuerySet(models.QuerySet["FileReading"]):
    def of_firms(self, firms: frozenset[int]) -> Self:
        return self.filter(consent__firm__in=firms)

    def for_lists(self) -> Self:
        return self.select_related("reader", "consent__institution")
