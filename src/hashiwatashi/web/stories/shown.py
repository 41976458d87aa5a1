"""What a page shows of a story to everybody, and therefore to whoever asked before agreeing to it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hashiwatashi.stories.models import Story
from hashiwatashi.web import details


def sections_of(record: Story) -> list[tuple[str, list[details.Fact]]]:
    """All that is published of it, under headings."""
    where = [details.Fact(_("where"), record.where)] if record.where else []
    whose = [*details.facts(record, "field"), *where, *details.facts(record, "owner", "published_on")]
    return [
        (_("The story"), list(details.facts(record, "trouble", "done", "helped", "means"))),
        (_("Who helped, and in which field"), whose),
    ]
