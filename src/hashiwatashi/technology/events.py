"""What is audited of seeds."""

from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.audit.events import Event


class SeedEvent(Event):
    """One member for each action."""

    REGISTERED = "seed.registered", _("Seed registered")
    CHANGED = "seed.changed", _("Seed changed")
