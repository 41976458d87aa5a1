"""What is audited of joining; memberships themselves are those of `people`."""

from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.audit.events import Event


class JoiningEvent(Event):
    """One member for each action."""

    APPLIED = "application.made", _("Application to an organisation made")
    CODE_MADE = "application.code_made", _("Code for an application made")
    WRONG_CODE = "application.wrong_code", _("Wrong code for an application entered")
    CONFIRMED = "application.confirmed", _("Application confirmed")
    REFUSED = "application.refused", _("Application refused")
    WITHDRAWN = "application.withdrawn", _("Application withdrawn")
    EXPIRED = "application.expired", _("Application expired")
    INVITED = "invitation.made", _("Invitation made")
    INVITATION_ACCEPTED = "invitation.accepted", _("Invitation accepted")
    INVITATION_WITHDRAWN = "invitation.withdrawn", _("Invitation withdrawn")
    UNDONE = "membership.undone", _("Change of a membership undone")
