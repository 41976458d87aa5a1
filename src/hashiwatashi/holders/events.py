"""What is audited of who looks after which records."""

from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.audit.events import Event


class HolderEvent(Event):
    """One member for each action; all stand at the organisation or the hand-over."""

    NAMED = "holder.named", _("Person in charge of records named")
    HANDED_OVER = "handover.made", _("Records handed over to a successor")
    UNDONE = "handover.undone", _("Hand-over undone")
