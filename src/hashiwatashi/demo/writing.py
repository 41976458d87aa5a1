"""What stands written and is not sent yet in the demo world (架空)."""

from __future__ import annotations

from hashiwatashi.demo import texts
from hashiwatashi.demo.bodies import Bodies
from hashiwatashi.demo.marking import mail
from hashiwatashi.people.models import Account
from hashiwatashi.writing.drafts import keep_draft
from hashiwatashi.writing.texts import add_text


def begin_to_write(bodies: Bodies) -> None:
    """Drafts of the firm's owner, and the texts that a lab keeps ready."""
    for row in texts.table("question_drafts"):
        keep_draft({name: row[name] for name in row if name != "by"}, by=Account.objects.get(email=mail(row["by"])))
    for row in texts.table("ready_texts"):
        by = Account.objects.get(email=mail(row["by"]))
        add_text(by=by, owner=bodies[row["org"]], name=row["name"], text=row["text"].strip())
