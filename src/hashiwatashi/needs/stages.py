"""The stages of a need (J-4-5): looked for, settled, withdrawn, and back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.stages import Stages, Step
from hashiwatashi.needs.enums import NeedStage
from hashiwatashi.needs.events import NeedEvent
from hashiwatashi.needs.models import Need

NEED_STAGES: Stages[Need] = Stages(
    "need",
    NeedStage,
    (
        Step("settle", _("It is settled"), (NeedStage.OPEN,), NeedStage.SETTLED, "change_need", NeedEvent.SETTLED),
        Step(
            "withdraw",
            _("Withdraw"),
            (NeedStage.OPEN, NeedStage.SETTLED),
            NeedStage.WITHDRAWN,
            "change_need",
            NeedEvent.WITHDRAWN,
        ),
        Step(
            "publish",
            _("Publish again"),
            (NeedStage.SETTLED, NeedStage.WITHDRAWN),
            NeedStage.OPEN,
            "change_need",
            NeedEvent.PUBLISHED_AGAIN,
        ),
    ),
    initial=NeedStage.OPEN,
)
