"""Who writes a success story, and who agrees to it."""

from __future__ import annotations

from typing import Any

from hashiwatashi.common.permissions import allow, predicate
from hashiwatashi.consultations.rules import asked_it
from hashiwatashi.people.rules import has_desk, has_desk_at_owner
from hashiwatashi.stories.models import Story


@predicate("asked_what_it_tells")
def asked_what_it_tells(account: Any, story: Story | None) -> bool:
    """Whether the account asked the question that the story tells of, or acts for the firm that did."""
    return story is not None and bool(asked_it(account, story.consultation))


allow("write_stories", has_desk)
allow("write_story", has_desk_at_owner)
allow("agree_to_story", asked_what_it_tells)
