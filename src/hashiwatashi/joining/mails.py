"""The mails that carry a code: to an address of an organisation, and to somebody invited.

They are sent inside the transaction, last of all: where the mail server fails, nothing is stored and it is said.
"""

from __future__ import annotations

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.translation import gettext as _

from hashiwatashi.common.errors import Unavailable
from hashiwatashi.joining.models import INVITATION_DAYS, Application, Invitation

log = structlog.get_logger(__name__)


def send_application_code(application: Application, code: str) -> None:
    """Ask the address at the organisation to confirm; the link serves the applicant alone, once signed in."""
    lines = (
        _("%(name)s wants to act for your organisation on %(site)s and gave this address.")
        % {"name": application.full_name, "site": settings.SITE_NAME},
        _("If this is you, open this page, sign in and press the button. It works for a day:"),
        _address("application-code", application.uid, code),
        _("If it is not you, do nothing: without it nobody is let in."),
    )
    _send(_("Confirm that you belong to your organisation"), lines, application.mail)


def send_invitation(invitation: Invitation, code: str) -> None:
    """Tell somebody of an invitation."""
    lines = (
        _("%(who)s invites you to act for %(organisation)s on %(site)s.")
        % {
            "who": invitation.invited_by,
            "organisation": invitation.organisation.name,
            "site": settings.SITE_NAME,
        },
        _("Open this page within %(days)d days; make an account with this address if you have none:")
        % {"days": INVITATION_DAYS},
        _address("invitation", code),
        _("If you do not know the sender, do nothing."),
    )
    _send(_("Invitation to act for an organisation"), lines, invitation.email)


def _address(name: str, *values: object) -> str:
    return settings.SITE_ADDRESS.rstrip("/") + reverse(name, args=values)


def _send(subject: str, lines: tuple[str, ...], to: str) -> None:
    try:
        send_mail(f"【{settings.SITE_NAME}】{subject}", "\n\n".join(lines) + "\n", None, [to])
    except OSError as error:
        log.error("mail_not_sent", reason=str(error))
        raise Unavailable(
            _("The mail could not be sent, so nothing was stored. Try again in some minutes.")
        ) from error
