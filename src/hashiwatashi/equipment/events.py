"""What is audited of equipment."""

from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.audit.events import Event


class EquipmentEvent(Event):
    """One member for each action."""

    REGISTERED = "equipment.registered", _("Equipment registered")
    CHANGED = "equipment.changed", _("Equipment changed")
