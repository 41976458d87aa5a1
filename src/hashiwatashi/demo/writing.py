"""What stands written and is not sent yet in the demo world (架空)."""

from __future__ import annotations

from hashiwatashi.demo import texts
from hashiwatashi.demo.marking import mail
from hashiwatashi.people.models import Account
from hashiwatashi.writing.drafts import keep_draft


def begin_to_write() -> None:
    """Drafts of the firm's owner and of a municipality's planner."""
    for row in texts.table("question_drafts"):
        keep_draft({name: row[name] for name in row if name != "by"}, by=Account.objects.get(email=mail(row["by"])))
