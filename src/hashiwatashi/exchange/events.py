"""What is audited of imports and proposed duplicates."""

from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.audit.events import Event


class ExchangeEvent(Event):
    """One member for each action."""

    IMPORT_RUN = "import.run", _("File imported")
    DUPLICATE_DECIDED = "duplicate.decided", _("Proposed duplicate decided")
