"""What is audited of role declarations."""

from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.audit.events import Event


class DutyEvent(Event):
    """One member for each action."""

    DRAFTED = "duty.drafted", _("Role declaration drafted")
    CHANGED = "duty.changed", _("Role declaration changed")
    PLACED = "duty.placed", _("Fields and areas of a role declaration set")
    PUBLISHED = "duty.published", _("Role declaration published")
    WITHDRAWN = "duty.withdrawn", _("Role declaration withdrawn")
    REOPENED = "duty.reopened", _("Role declaration reopened")
    TARGET_SET = "target.set", _("Target days set")
    TARGET_CHANGED = "target.changed", _("Target days changed")
    FIELD_CHANGED = "field.changed", _("Field of technology changed")
