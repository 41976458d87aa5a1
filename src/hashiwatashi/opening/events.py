"""What is audited of units, hours and rules of use."""

from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.audit.events import Event


class OpeningEvent(Event):
    """One member for each action."""

    UNIT_ADDED = "unit.added", _("Unit of equipment added")
    UNIT_CHANGED = "unit.changed", _("Unit of equipment changed")
    UNIT_END_UNDONE = "unit.end_undone", _("End of a unit of equipment undone")
    RULES_SET = "use_rules.set", _("Rules of use set")
    RULES_CHANGED = "use_rules.changed", _("Rules of use changed")
    RULES_FOLLOWED = "use_rules.followed", _("Rules of use ended by those that follow them")
    RULES_UNDONE = "use_rules.undone", _("Change of rules of use undone")
    DAY_SET = "special_day.set", _("Special day set")
    DAY_CHANGED = "special_day.changed", _("Special day changed")
