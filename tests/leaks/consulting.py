"""A question that the planted lab holds: its people read it, the lab's staff their notes, nobody else anything; and a
draft, which its writer alone reads."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from tests.factories import ConsultationFactory, MembershipFactory, OrganisationFactory, StoryFactory

from hashiwatashi.consultations.actions import BY_LINK, ask, write
from hashiwatashi.consultations.enums import EntryKind
from hashiwatashi.duties.targets import set_target
from hashiwatashi.people.enums import Role
from hashiwatashi.plans.actions import begin
from hashiwatashi.plans.content import Content, ThemeContent
from hashiwatashi.stories.enums import StoryStage
from hashiwatashi.writing.drafts import keep_draft
from hashiwatashi.writing.texts import add_text

WORDS, NOTES = frozenset({"zqquestionzq"}), frozenset({"zqamongzq"})
# A plan of the lab and the firm: those who act for the firm or answer for the lab read it.
PLANS = frozenset({"zqplanzq", "zqthemezq"})
DRAFT = frozenset({"zqdraftzq"})
# Of a question that an account asked for the firm before it left it.
LEFT = frozenset({"zqleftzq"})
READY = frozenset({"zqreadyzq"})
# Of a story that is still written, and of one that whoever asked, here the firm, is asked to agree to.
BEGUN, UNSAID = frozenset({"zqbegunzq"}), frozenset({"zqunsaidzq"})


@dataclass(frozen=True)
class Consulting:
    """``asked`` is held by the lab; ``elsewhere`` is where it may be handed off to; ``draft`` is the editor's,
    ``ready`` a text that the lab keeps for its answers; both stories, ``begun`` and ``unsaid``, are the lab's;
    ``left`` was asked for the firm by one who has left it."""

    asked: Any
    elsewhere: Any
    plan: Any
    target: Any
    draft: Any
    ready: Any
    begun: Any
    unsaid: Any
    left: Any


def plant(world: Any) -> Consulting:
    told = {"topic": "zqquestionzq", "contact_name": "架空 zqquestionzq", "contact_mail": "zqquestionzq@example.jp"}
    asked = ask(by=BY_LINK, holder=world.lab, days=3, prefecture_id="04", text="zqquestionzq", **told)
    write(asked, by=world.accounts["editor"], kind=EntryKind.NOTE, text="zqamongzq")
    elsewhere = OrganisationFactory(kind="university", name="架空引継大学")
    MembershipFactory(organisation=elsewhere, role=Role.COORDINATOR)
    content = Content("zqplanzq", themes=(ThemeContent("zqthemezq"),))
    plan = begin(by=world.accounts["editor"], firm=world.firm, institution=world.lab, content=content)
    told = {"function": "ip", "answer_days": 3, "since": datetime.date(2026, 4, 1)}
    target = set_target(by=world.accounts["editor"], owner=world.lab, **told)
    draft = keep_draft({"topic": "zqdraftzq", "text": "zqdraftzq"}, by=world.accounts["editor"])
    ready = add_text(by=world.accounts["editor"], owner=world.lab, name="zqreadyzq", text="zqreadyzq")
    begun = _story(world, "zqbegunzq", StoryStage.DRAFT, firm=world.firm)
    gone = {"firm": world.firm, "asker": world.accounts["former"]}
    unsaid = _story(world, "zqunsaidzq", StoryStage.ASKED, **gone, link_key="key")
    left = ConsultationFactory(holder=elsewhere, topic="zqleftzq", text="zqleftzq", **gone)
    return Consulting(asked, elsewhere, plan, target, draft, ready, begun, unsaid, left)


def _story(world: Any, word: str, stage: StoryStage, **values: Any) -> Any:
    case = ConsultationFactory(holder=world.lab, **values)
    told = {"title": word, "trouble": word, "done": word, "helped": word, "agreed_digest": "", "agreed_at": None}
    return StoryFactory(owner=world.lab, consultation=case, stage=stage, published_on=None, **told)


def secrets(visitor: str) -> frozenset[str]:
    """The editor is on the staff; the colleague, a planner of the lab, reads what whoever asked reads.

    Both act for the firm, which reads what it is asked to agree to.
    """
    if visitor == "editor":
        return frozenset()
    staff = NOTES | DRAFT | READY | BEGUN
    return staff if visitor == "colleague" else WORDS | staff | PLANS | UNSAID | LEFT
