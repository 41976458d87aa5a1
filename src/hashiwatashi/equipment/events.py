"""What is audited of equipment."""

from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.audit.events import Event


class EquipmentEvent(Event):
    """One member for each action."""

    REGISTERED = "equipment.registered", _("Equipment registered")
    CHANGED = "equipment.changed", _("Equipment changed")
    CONFIRMED = "equipment.confirmed", _("Equipment confirmed")
    TAKEN_BACK = "equipment.taken_back", _("Change of much equipment taken back")
    PHOTO_ADDED = "equipment.photo_added", _("Photo of equipment added")
    PHOTO_REMOVED = "equipment.photo_removed", _("Photo of equipment removed")
    PHOTO_MOVED = "equipment.photo_moved", _("Photos of equipment put in another order")
