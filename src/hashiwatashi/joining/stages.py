"""The stages of an application: waiting, then confirmed, refused, withdrawn or expired."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.stages import Stages, Step
from hashiwatashi.joining.enums import ApplicationStage
from hashiwatashi.joining.events import JoiningEvent
from hashiwatashi.joining.models import Application
from hashiwatashi.people.models import Account

_OPEN, _CONFIRMED, _REFUSED, _WITHDRAWN, _EXPIRED = ApplicationStage


def _settled(application: Application, by: Actor) -> Mapping[str, Any]:
    """When and by whom; the code is of no use any more."""
    who = by if isinstance(by, Account) else None
    return {"settled_at": timezone.now(), "settled_by": who, "code_digest": "", "code_until": None}


APPLICATION_STAGES: Stages[Application] = Stages(
    "application",
    ApplicationStage,
    (
        Step(
            "confirm",
            _("Confirm"),
            (_OPEN,),
            _CONFIRMED,
            "decide_application",
            JoiningEvent.CONFIRMED,
            effect=_settled,
        ),
        Step("refuse", _("Refuse"), (_OPEN,), _REFUSED, "decide_application", JoiningEvent.REFUSED, effect=_settled),
        Step(
            "withdraw",
            _("Withdraw"),
            (_OPEN,),
            _WITHDRAWN,
            "withdraw_application",
            JoiningEvent.WITHDRAWN,
            effect=_settled,
        ),
        Step("expire", _("Expire"), (_OPEN,), _EXPIRED, "decide_application", JoiningEvent.EXPIRED, effect=_settled),
    ),
    initial=_OPEN,
)
