"""What is audited of organisations."""

from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.audit.events import Event


class OrganisationEvent(Event):
    """One member for each action."""

    REGISTERED = "organisation.registered", _("Organisation registered")
    CHANGED = "organisation.changed", _("Organisation changed")
    MERGED = "organisation.merged", _("Organisation merged into its successor")
