"""Words for reading consultations."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Q, When

from hashiwatashi.common.doors import NOBODY, Door, owners, parties
from hashiwatashi.common.querysets import DoorQuerySet
from hashiwatashi.common.visitors import Visitor
from hashiwatashi.consultations.enums import OPEN_STAGES, WAITING_STAGES, HandoffStage

if TYPE_CHECKING:
    from hashiwatashi.consultations.models import Consultation, Handoff  # noqa: F401


def _holding(own: frozenset[int]) -> Any:
    """The consultations that some organisations hold or have held."""
    period = apps.get_model("hashiwatashi", "HolderPeriod")
    return period._default_manager.filter(organisation__in=own).values("consultation")


def _offered(own: frozenset[int]) -> Any:
    """Those that are offered to some organisations; before the consent they are nobody's business."""
    handoff = apps.get_model("hashiwatashi", "Handoff")
    return handoff._default_manager.filter(receiver__in=own, stage=HandoffStage.OFFERED).values("consultation")


def _askers(visitor: Visitor) -> Q:
    return Q(asker=visitor) if getattr(visitor, "is_authenticated", False) else NOBODY


class ConsultationQuerySet(DoorQuerySet["Consultation"]):
    # Whoever asked, the people of the firm, and of every institution that holds, held or is offered it.
    DOOR = (
        Door(_askers, lambda consultation: ())
        | owners("firm")
        | parties(_holding, lambda consultation: (one.organisation_id for one in consultation.periods.all()))
        | parties(_offered, lambda consultation: ())
    )

    def open(self) -> Self:
        return self.filter(stage__in=OPEN_STAGES)

    def waiting(self) -> Self:
        """Those that owe a first answer."""
        return self.filter(stage__in=WAITING_STAGES, first_answered_at=None)

    def overdue_on(self, day: date) -> Self:
        return self.waiting().filter(due_on__lt=day)

    def held_by(self, organisations: frozenset[int]) -> Self:
        return self.filter(holder__in=organisations)

    def by_urgency(self) -> Self:
        """Those that owe an answer first, by the day it is due."""
        return self.order_by(Case(When(first_answered_at=None, then=0), default=1), "due_on", "pk")

    def for_lists(self) -> Self:
        return self.select_related("holder", "officer", "firm", "field", "prefecture", "municipality__prefecture")


class HandoffQuerySet(models.QuerySet["Handoff"]):
    def open(self) -> Self:
        return self.filter(stage__in=(HandoffStage.CONSENT, HandoffStage.OFFERED))

    def for_lists(self) -> Self:
        return self.select_related("giver", "receiver", "consultation")
