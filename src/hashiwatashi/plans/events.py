"""What is audited of joint-research plans."""

from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.audit.events import Event


class PlanEvent(Event):
    """One member for each action."""

    BEGUN = "plan.begun", _("Joint-research plan begun")
    WRITTEN = "plan.written", _("Version of a joint-research plan written")
    AGREED = "plan.agreed", _("Joint-research plan agreed to by one side")
    SETTLED = "plan.settled", _("Joint-research plan agreed by both sides")
    COMMENTED = "plan.commented", _("Joint-research plan commented on")
    ENDED = "plan.ended", _("Joint-research plan ended")
    RESUMED = "plan.resumed", _("Joint-research plan resumed")
