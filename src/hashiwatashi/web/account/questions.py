"""Consultations on マイページ: those that an officer answers next, and those that wait for whoever asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.consultations.enums import ConsultationStage, HandoffStage
from hashiwatashi.consultations.models import REOPEN_WITHIN, Consultation
from hashiwatashi.consultations.querysets import ConsultationQuerySet
from hashiwatashi.consultations.reading import is_overdue
from hashiwatashi.people.models import Account
from hashiwatashi.plans.models import Plan
from hashiwatashi.stories.enums import StoryStage
from hashiwatashi.stories.models import Story

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Due:
    """A consultation in a short list."""

    record: Consultation
    is_overdue: bool


def due(account: Account) -> list[Due]:
    """The first five that the account is in charge of, those that owe an answer first, by the day it is due."""
    held = Consultation.objects.visible_to(account).held_by(account.current_desk_ids)
    return _short(held.open().filter(officer=account).by_urgency()) if account.current_desk_ids else []


def asked(account: Account) -> list[Due]:
    """The first five open ones that the account or its firm asked."""
    return _short(_asked(account).open().by_urgency())


def decisions(account: Account) -> Iterator[tuple[str, str]]:
    """What waits for whoever asked, each with the address where it is done: consents first."""
    mine = _asked(account)
    for one in mine.filter(handoffs__stage=HandoffStage.CONSENT)[:_SHOWN]:
        yield _line(one, _("%(case)s: may another institution take it over?"))
    stories = Story.objects.visible_to(account).filter(stage=StoryStage.ASKED, consultation__in=mine)
    for story in stories[:_SHOWN]:
        text = _("“%(title)s”: may this success story be shown to everybody?") % {"title": story.title}
        yield text, reverse("story-detail", args=[story.uid])
    plans = Plan.objects.visible_to(account).to_agree(account.current_organisation_ids).for_lists()
    for plan in plans[:_SHOWN]:
        text = _("the joint-research plan with %(name)s waits for your agreement") % {"name": plan.institution.name}
        yield text, reverse("plan-detail", args=[plan.uid])
    lately = timezone.now() - REOPEN_WITHIN
    for one in mine.filter(stage=ConsultationStage.DONE, usefulness="", closed_at__gte=lately)[:_SHOWN]:
        yield _line(one, _("%(case)s: did it help?"))


def _asked(account: Account) -> ConsultationQuerySet:
    own = Q(asker=account) | Q(firm__in=account.current_organisation_ids)
    return Consultation.objects.visible_to(account).filter(own)


def _line(record: Consultation, text: str) -> tuple[str, str]:
    return text % {"case": str(record)}, reverse("consultation-detail", args=[record.uid])


def _short(records: ConsultationQuerySet) -> list[Due]:
    now = timezone.now()
    return [Due(record, is_overdue(record, now)) for record in records.for_lists()[:_SHOWN]]
