"""Success stories of the demo world, at every stage, made by the real actions (架空)."""

from __future__ import annotations

from typing import Any

from hashiwatashi.common.actions import change
from hashiwatashi.consultations.actions import staff_of
from hashiwatashi.consultations.enums import ConsultationStage
from hashiwatashi.consultations.links import new_key
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.demo import texts
from hashiwatashi.demo.marking import DEMO, mail
from hashiwatashi.people.models import Account
from hashiwatashi.stories import actions
from hashiwatashi.stories.enums import ShownPlace
from hashiwatashi.stories.models import TOLD, Story
from hashiwatashi.stories.reaching import can_be_asked


def make_stories() -> int:
    """Write, ask, agree, publish, decline and withdraw; returns how many there are."""
    rows = texts.table("stories")
    for row in rows:
        case = _closed(row["topic"])
        officer = staff_of(case.holder)[-1]
        story = actions.write_story(case, by=officer, field=case.field, **{name: row[name] for name in TOLD})
        _go_on(story, row, officer)
    return len(rows)


def _closed(topic: str) -> Consultation:
    """A closed case about it, of somebody who can be asked."""
    cases = Consultation.objects.for_lists().filter(topic=topic, stage=ConsultationStage.DONE, story=None)
    case = cases.order_by("pk")[0]
    if not can_be_asked(case):
        told = {"contact_mail": mail(f"asker{case.pk}"), "link_key": new_key()}
        change(case, by=DEMO, changes=told)
    return case


def _go_on(story: Story, row: dict[str, Any], officer: Account) -> None:
    """Take one story as far as its ``end``."""
    if row["end"] == "draft":
        return
    actions.ask_consent(story, by=officer)
    if row["end"] == "declined":
        actions.decline(story, by=DEMO, answer=row["answer"])
    if row["end"] in {"agreed", "published", "withdrawn"}:
        actions.agree(story, by=DEMO, digest=story.digest, place=ShownPlace(row["place"]))
    if row["end"] in {"published", "withdrawn"}:
        actions.publish(story, by=officer)
    if row["end"] == "withdrawn":
        actions.withdraw(story, by=DEMO)
