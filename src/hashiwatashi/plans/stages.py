"""The way of a joint-research plan: a change needs the agreement of both sides anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.stages import Stages, Step
from hashiwatashi.plans.enums import PlanStage
from hashiwatashi.plans.events import PlanEvent
from hashiwatashi.plans.models import Agreement, Plan

_PROPOSED, _AGREED, _ENDED = PlanStage
_WRITE = "write_plan"


def _next(plan: Plan, by: Actor) -> Mapping[str, Any]:
    return {"latest": plan.latest + 1}


def _one_sided(plan: Plan) -> str:
    agreed = Agreement.objects.filter(edition__plan=plan, edition__number=plan.latest)
    sides = set(agreed.values_list("organisation", flat=True))
    return "" if {plan.firm_id, plan.institution_id} <= sides else _("The other side has not agreed yet.")


PLAN_STAGES: Stages[Plan] = Stages(
    "plan",
    PlanStage,
    (
        Step(
            "write",
            gettext_lazy("Change the plan"),
            (_PROPOSED, _AGREED),
            _PROPOSED,
            _WRITE,
            PlanEvent.WRITTEN,
            effect=_next,
        ),
        Step(
            "settle",
            gettext_lazy("Agree"),
            (_PROPOSED,),
            _AGREED,
            "follow_plan",
            PlanEvent.SETTLED,
            _one_sided,
        ),
        Step("end", gettext_lazy("End the plan"), (_PROPOSED, _AGREED), _ENDED, _WRITE, PlanEvent.ENDED),
        Step("resume", gettext_lazy("Resume the plan"), (_ENDED,), _PROPOSED, _WRITE, PlanEvent.RESUMED),
    ),
    initial=_PROPOSED,
)
