"""What is audited of success stories."""

from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.audit.events import Event


class StoryEvent(Event):
    """One member for each action."""

    WRITTEN = "story.written", _("Success story written")
    CHANGED = "story.changed", _("Success story changed")
    ASKED = "story.asked", _("Consent to a success story asked for")
    AGREED = "story.agreed", _("Success story agreed to")
    DECLINED = "story.declined", _("Success story not agreed to")
    PUBLISHED = "story.published", _("Success story published")
    WITHDRAWN = "story.withdrawn", _("Success story withdrawn by who asked")
    REVISED = "story.revised", _("Success story taken back to be rewritten")
