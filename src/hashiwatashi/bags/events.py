"""What is audited of bags: that others may look into one. What somebody gathers is their own affair."""

from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.audit.events import Event


class BagEvent(Event):
    """One member for each action."""

    BAG_SHARED = "bag.shared", _("Share link of a shortlist made")
    BAG_UNSHARED = "bag.unshared", _("Share link of a shortlist withdrawn")
