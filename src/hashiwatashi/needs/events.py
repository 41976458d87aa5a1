"""What is audited of needs."""

from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.audit.events import Event


class NeedEvent(Event):
    """One member for each action."""

    REGISTERED = "need.registered", _("Need registered")
    CHANGED = "need.changed", _("Need changed")
    OPENED = "need.opened", _("Need opened by an operator")
    PUBLISHED_AGAIN = "need.published_again", _("Need published again")
    SETTLED = "need.settled", _("Need settled")
    WITHDRAWN = "need.withdrawn", _("Need withdrawn")
