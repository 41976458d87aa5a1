"""What is audited of regions."""

from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.audit.events import Event


class MeasureEvent(Event):
    """One member for each action."""

    REGISTERED = "measure.registered", _("Policy measure registered")
    CHANGED = "measure.changed", _("Policy measure changed")
    BEGUN = "measure.begun", _("Policy measure begun")
    DONE = "measure.done", _("Policy measure done")
    DROPPED = "measure.dropped", _("Policy measure dropped")
    RESUMED = "measure.resumed", _("Policy measure resumed")
    PARTNERS_SET = "measure.partners_set", _("Partners of a policy measure set")
