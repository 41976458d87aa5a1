"""What is audited of calls."""

from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.audit.events import Event


class CallEvent(Event):
    """One member for each action."""

    REGISTERED = "call.registered", _("Call registered")
    CHANGED = "call.changed", _("Call changed")
