"""The stages of a role declaration: draft, published, withdrawn."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hashiwatashi.common.stages import Stages, Step
from hashiwatashi.duties.enums import DutyStage
from hashiwatashi.duties.events import DutyEvent
from hashiwatashi.duties.models import Duty

_DRAFT, _PUBLISHED, _WITHDRAWN = DutyStage
_MAY = "change_duty"


def _without_place(duty: Duty) -> str:
    placed = duty.prefectures.exists() or duty.municipalities.exists()
    return "" if placed else _("Say first for which prefectures or municipalities it holds.")


DUTY_STAGES: Stages[Duty] = Stages(
    "duty",
    DutyStage,
    (
        Step("publish", gettext_lazy("Publish"), (_DRAFT,), _PUBLISHED, _MAY, DutyEvent.PUBLISHED, _without_place),
        Step("withdraw", gettext_lazy("Withdraw"), (_DRAFT, _PUBLISHED), _WITHDRAWN, _MAY, DutyEvent.WITHDRAWN),
        Step("reopen", gettext_lazy("Back to draft"), (_PUBLISHED, _WITHDRAWN), _DRAFT, _MAY, DutyEvent.REOPENED),
    ),
    initial=_DRAFT,
)
