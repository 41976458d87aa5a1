"""What is audited of texts that are kept ready; drafts are their writers' own affair."""

from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.audit.events import Event


class WritingEvent(Event):
    """One member for each action."""

    TEXT_ADDED = "writing.text_added", _("Ready text added")
    TEXT_CHANGED = "writing.text_changed", _("Ready text changed")
    TEXT_ARCHIVED = "writing.text_archived", _("Ready text archived")
    TEXT_RESTORED = "writing.text_restored", _("Ready text taken up again")
