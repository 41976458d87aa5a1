"""Records with a word of their own in every text field, of every kind and in every state, and who may read which."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils import timezone
from tests.factories import (
    AccountFactory,
    CallFactory,
    EquipmentFactory,
    ExpertFactory,
    MeasureFactory,
    MembershipFactory,
    NeedFactory,
    OrganisationFactory,
    PersonFactory,
    SeedFactory,
    StoryFactory,
)
from tests.leaks import consulting, licences, opening, reserving
from tests.leaks.joining import plant

from hashiwatashi.bags.actions import fill, make_bag, share
from hashiwatashi.bags.entries import Entry
from hashiwatashi.common.enums import Disclosure
from hashiwatashi.consultations.actions import BY_LINK, answer, ask, close
from hashiwatashi.consultations.models import PastCase
from hashiwatashi.exchange import uploads
from hashiwatashi.exchange.models import DuplicateProposal, ImportRun, ImportState
from hashiwatashi.matching.enums import Kind
from hashiwatashi.needs.enums import DisclosureLevel, NeedStage
from hashiwatashi.notices.actions import tell
from hashiwatashi.notices.kinds import WORK_FAILED
from hashiwatashi.people.enums import ExpertKind, Role
from hashiwatashi.searches.actions import save_search
from hashiwatashi.work import folders
from hashiwatashi.work.models import Work

# Stands in every planted text, so that lists and searches can be asked for all of them without naming a secret.
COMMON = "共通語"
STATES = tuple(Disclosure)
# Of a need: its disclosure class and its level.
NEED_STATES = {
    "title": (Disclosure.PUBLIC, DisclosureLevel.TITLE),
    "anonymous": (Disclosure.PUBLIC, DisclosureLevel.ANONYMOUS),
    "named": (Disclosure.PUBLIC, DisclosureLevel.NAMED),
    "members": (Disclosure.MEMBERS, DisclosureLevel.NAMED),
    "related": (Disclosure.RELATED, DisclosureLevel.NAMED),
    "withdrawn": (Disclosure.PUBLIC, DisclosureLevel.NAMED),
}
DEADLINE = datetime.date(2031, 7, 13)
_DEADLINE_WORDS = frozenset({"2031-07-13", "2031年7月13日"})
# "former" was the lab's administrator until yesterday and acts for nobody now.
VISITORS = ("outsider", "stranger", "former", "colleague", "editor", "operator")
SIGNED_IN = VISITORS[1:]
FIRM_SECRETS = ("zqholderzq", "zqofficerzq", "zqservedzq", "987,654,321")
INSIDERS = frozenset({"colleague", "editor"})


@dataclass(frozen=True)
class Planted:
    """One record; ``words`` are what stands in its fields, by their names."""

    kind: str
    state: str
    record: Any
    words: dict[str, str]

    @property
    def title(self) -> str:
        """The word by which lists show it."""
        return next(self.words[name] for name in ("title", "name", "topic", "person") if name in self.words)

    @property
    def body(self) -> str:
        """A word that its own page shows to whoever may read it whole."""
        return next(
            self.words[name] for name in ("uses", "summary", "profile", "trouble", "text") if name in self.words
        )

    def is_seen_by(self, visitor: str) -> bool:
        disclosure = NEED_STATES[self.state][0] if self.kind == "need" else self.state
        if self.state == "withdrawn":
            return visitor in INSIDERS
        if self.kind == "past":
            return visitor == "editor"
        if disclosure == Disclosure.MEMBERS:
            return visitor in INSIDERS or visitor == "stranger"
        return disclosure == Disclosure.PUBLIC or visitor in INSIDERS

    def hidden_from(self, visitor: str) -> frozenset[str]:
        """The words that ``visitor`` must not read anywhere."""
        if not self.is_seen_by(visitor):
            return frozenset(self.words.values())
        if self.kind == "story":  # the word of who asked is for those who wrote it
            return frozenset() if visitor == "editor" else frozenset({self.words["answer"]})
        if self.kind != "need" or visitor in INSIDERS:
            return frozenset()
        shown = {
            DisclosureLevel.TITLE: {"title", "sector"},
            DisclosureLevel.ANONYMOUS: {"title", "sector", "text", "region_wish"},
            DisclosureLevel.NAMED: set(self.words),
        }[NEED_STATES[self.state][1]]
        hidden = frozenset(word for name, word in self.words.items() if name not in shown)
        return hidden | (_DEADLINE_WORDS if self.state == "title" else frozenset())


@dataclass
class World:
    """Everything planted. ``firm`` is behind the needs whose owner must not be known, ``lab`` behind the rest."""

    lab: Any
    firm: Any
    accounts: dict[str, Any]
    records: list[Planted] = field(default_factory=list)
    job: Any = None
    work: Any = None
    proposal: Any = None
    notice: Any = None
    bag: Any = None
    search: Any = None
    joining: Any = None
    consulting: Any = None
    opening: Any = None
    reserving: Any = None
    licensed: Any = None

    def of(self, kind: str) -> list[Planted]:
        return [planted for planted in self.records if planted.kind == kind]

    def one(self, kind: str, state: str) -> Planted:
        return next(planted for planted in self.of(kind) if planted.state == state)

    def secrets(self, visitor: str) -> frozenset[str]:
        """Every word ``visitor`` must not read, wherever it might stand."""
        found = frozenset(word for planted in self.records for word in planted.hidden_from(visitor))
        found |= {f"zqnotice{name}zq" for name in SIGNED_IN if name != visitor}
        found |= frozenset() if visitor == "editor" else {"zqbagzq", "zqsearchzq", "zqapplicationzq"}
        found |= frozenset() if visitor in {"stranger", "operator"} else {"zqclaimzq"}
        found |= frozenset() if visitor in INSIDERS else {"zqhandoverzq", "zqdutyzq", *FIRM_SECRETS, *opening.SECRETS}
        found |= consulting.secrets(visitor) | reserving.secrets(visitor) | licences.secrets(visitor)
        return found if visitor in {"editor", "operator"} else found | {"zqjobzq", "zqrunzq"}


def make_world() -> World:
    lab, firm = OrganisationFactory(name="架空公設試"), OrganisationFactory(kind="firm", name="架空zqfirmzq")
    other = OrganisationFactory(name="架空よその機関")
    world = World(lab, firm, {"outsider": None, "stranger": _member(Role.ADMINISTRATOR, other)})
    world.accounts["former"] = _former(lab, firm)
    world.accounts["colleague"] = _member(Role.PLANNER, lab, firm)
    world.accounts["editor"] = _member(Role.ADMINISTRATOR, lab, firm)
    world.accounts["operator"] = AccountFactory(is_superuser=True, is_staff=True)
    for state in STATES:
        _plant(world, EquipmentFactory, "equipment", state, owner=lab, disclosure=state)
        _plant(world, SeedFactory, "seed", state, owner=lab, disclosure=state, researcher=_person("se", state))
        _plant_expert(world, state)
        _plant(world, MeasureFactory, "measure", state, owner=lab, disclosure=state)
    for state, (disclosure, level) in NEED_STATES.items():
        owner = lab if level == DisclosureLevel.NAMED else firm
        # No other record has this day, so that it may show nowhere.
        day = DEADLINE if state == "title" else None
        stage = NeedStage.WITHDRAWN if state == "withdrawn" else NeedStage.OPEN
        told = {"disclosure": disclosure, "level": level, "deadline": day, "stage": stage}
        _plant(world, NeedFactory, "need", state, owner=owner, **told)
    world.records.append(Planted("call", Disclosure.PUBLIC, *_made(CallFactory, "ca", "pu", funder=lab)))
    world.records.append(Planted("organisation", Disclosure.PUBLIC, *_made(OrganisationFactory, "or", "pu")))
    world.records.append(Planted("story", Disclosure.PUBLIC, *_made(StoryFactory, "st", "pu", owner=lab)))
    _plant_imports(world)
    _plant_notices(world)
    _plant_past(world)
    _plant_bag(world)
    world.joining = plant(world)
    world.consulting = consulting.plant(world)
    world.opening = opening.plant(world)
    world.reserving = reserving.plant(world)
    world.licensed = licences.plant(world)
    return world


def _plant_past(world: World) -> None:
    """A question that the lab answered and closed: for its staff, not for the planner of the same house."""
    words = {name: f"zqpast{name}zq" for name in ("topic", "text", "contact_firm", "contact_name")}
    told = {name: f"{COMMON} {word}" for name, word in words.items()}
    case = ask(by=BY_LINK, holder=world.lab, days=3, prefecture_id="04", contact_mail="zqpast@example.jp", **told)
    answer(case, by=world.accounts["editor"], text=f"{COMMON} zqpastanswerzq")
    close(case, by=world.accounts["editor"], result=f"{COMMON} zqpastresultzq")
    found = PastCase.objects.for_lists().get(pk=case.pk)
    words |= {"answered": "zqpastanswerzq", "result": "zqpastresultzq"}
    world.records.append(Planted("past", "closed", found, words))


def _member(role: Role, *organisations: Any) -> Any:
    account = AccountFactory()
    for organisation in organisations:
        MembershipFactory(account=account, organisation=organisation, role=role)
    return account


def _former(*organisations: Any) -> Any:
    account, today = AccountFactory(), timezone.localdate()
    for organisation in organisations:
        span = {"since": today - datetime.timedelta(days=400), "until": today}
        MembershipFactory(account=account, organisation=organisation, role=Role.ADMINISTRATOR, **span)
    return account


def _person(kind: str, state: str) -> Any:
    return PersonFactory(name=f"架空 zq{kind}{state[:2]}personzq")


def _plant(world: World, factory: Any, kind: str, state: str, **values: Any) -> None:
    record, words = _made(factory, kind[:2], state[:2], **values)
    if values.get("researcher"):
        words["researcher"] = values["researcher"].name.split()[1]
    world.records.append(Planted(kind, state, record, words))


def _plant_expert(world: World, state: str) -> None:
    person = _person("ex", state)
    values = {"person": person, "organisation": world.lab, "disclosure": state, "kind": ExpertKind.COORDINATOR}
    record, words = _made(ExpertFactory, "ex", state[:2], **values)
    record.areas.set(["04"])
    world.records.append(Planted("expert", state, record, {**words, "person": person.name.split()[1]}))


def _made(factory: Any, kind: str, state: str, /, **values: Any) -> tuple[Any, dict[str, str]]:
    """A record with a word of its own in every text field that takes free text."""
    words, texts = {}, {}
    for number, column in enumerate(factory._meta.model._meta.concrete_fields):
        if _takes_words(column):
            words[column.name] = f"zq{kind}{state}{number:02d}zq"
            texts[column.name] = _text(column, words[column.name])
    return factory(**{**texts, **values}), words


def _takes_words(column: Any) -> bool:
    is_text = isinstance(column, models.CharField | models.TextField)
    return is_text and column.choices is None and column.editable and column.name not in _NUMBERS


_NUMBERS = {"corporate_number", "postcode"}


def _text(column: Any, word: str) -> str:
    if isinstance(column, models.URLField):
        return f"https://example.jp/{word}"
    return f"{word}@example.jp" if isinstance(column, models.EmailField) else f"{COMMON} {word}"


def _plant_imports(world: World) -> None:
    """An upload of the editor's, what was imported before, and a pair of the lab's own instruments."""
    editor = world.accounts["editor"]
    file = ["名称\n架空\n".encode()]
    world.job = uploads.keep(name="zqjobzq.csv", chunks=file, table="equipment", by=editor).work
    world.work = Work.objects.create(kind="zqjobzq", title="zqjobzq", account=editor, state="done", result="a.csv")
    (folders.make(world.work.uid) / "a.csv").write_text("zqjobzq")
    state = {"file_sha256": "0" * 64, "state": ImportState.DONE}
    ImportRun.objects.create(table="equipment", file_name="zqrunzq.csv", account=editor, **state)
    first, second = (world.one("equipment", each).record for each in (Disclosure.RELATED, Disclosure.MEMBERS))
    world.proposal = DuplicateProposal.objects.create(
        table="equipment", first_uid=first.uid, second_uid=second.uid, likeness="0.970", reason="same name and place"
    )


def _plant_notices(world: World) -> None:
    """One notice for everybody who has an inbox, each with a word that nobody else may read."""
    for name in SIGNED_IN:
        account = world.accounts[name]
        tell([account], WORK_FAILED, by=account, about=account.uid, title=f"zqnotice{name}zq.csv")
    world.notice = world.accounts["editor"].notices.get()


def _plant_bag(world: World) -> None:
    """A bag of the editor's that holds everything and is shared, and a search that the editor keeps."""
    editor = world.accounts["editor"]
    world.bag = make_bag(by=editor, title="zqbagzq", for_whom="zqbagzq", note="zqbagzq")
    entries = [Entry(Kind(each.kind), each.record.uid, "zqbagzq", "zqbagzq") for each in world.records]
    fill(world.bag, entries, by=editor)
    share(world.bag, by=editor)
    world.search = save_search(by=editor, name="zqsearchzq", query="q=zqsearchzq", home=None)
