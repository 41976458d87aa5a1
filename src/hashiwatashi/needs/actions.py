"""What can be done with need records."""

from __future__ import annotations

from typing import Any

import structlog
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.common import actions
from hashiwatashi.common.audit import trail
from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.needs.events import NeedEvent
from hashiwatashi.needs.models import Need
from hashiwatashi.needs.rules import EDITORS
from hashiwatashi.notices.actions import tell
from hashiwatashi.notices.kinds import NEED_OPENED
from hashiwatashi.people.models import Account
from hashiwatashi.people.roles import accounts_with

log = structlog.get_logger(__name__)
SHORTEST_REASON = 10


def register_need(*, by: Actor, reason: str = "", **fields: Any) -> Need:
    """Store a new record from its model fields. Raises `InvalidInput`. Audited as `NeedEvent.REGISTERED`."""
    return actions.register(Need(**fields), by=by, reason=reason)


def change_need(
    need: Need, *, by: Actor, reason: str = "", version: int | None = None, **changes: Any
) -> dict[str, tuple[Any, Any]]:
    """Change fields of a record; returns field → (before, after). Raises `InvalidInput`, `EditConflict`.

    Audited as `NeedEvent.CHANGED`; nothing is stored or audited when nothing differs.
    """
    return actions.change(need, by=by, changes=changes, reason=reason, version=version)


def open_need(need: Need, *, by: Account, reason: str) -> None:
    """Let an operator, who is no party, read a need once; its owner's people are told by mail and notice when, why.

    Raises `InvalidInput` without a reason. Audited as `NeedEvent.OPENED`.
    """
    if len(reason.strip()) < SHORTEST_REASON:
        message = _("Say why in at least %(number)d characters; the owner will read it.") % {
            "number": SHORTEST_REASON
        }
        raise InvalidInput(message, fields={"reason": [message]})
    people = _people_of(need)
    with transaction.atomic():
        trail.record(NeedEvent.OPENED, need, by=by, reason=reason.strip()[:500])
        occasion = f"{timezone.now():%Y-%m-%dT%H:%M:%S.%f}"
        values = {"operator": str(by), "reason": reason.strip()[:500]}
        tell(people, NEED_OPENED, by=by, about=need.uid, once=occasion, **values)
    subject = _("An operator of the site opened your need")
    lines = (
        _("A need of your organisation was opened by %(who)s, who runs this site.") % {"who": by},
        _("Reason: %(reason)s") % {"reason": reason.strip()},
        _("Identifier of the need: %(uid)s") % {"uid": need.uid},
    )
    for account in people:
        try:
            send_mail(subject, "\n".join(lines), None, [account.email])
        except OSError as error:  # the notice tells them too; a mail server that is away must not hide what was done
            log.error("mail_not_sent", reason=str(error))


def _people_of(need: Need) -> list[Account]:
    """Everybody who may change the need today."""
    return accounts_with(EDITORS, need.owner_id, timezone.localdate())
