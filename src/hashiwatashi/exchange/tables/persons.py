"""Persons and where they work: staff lists, each row a person in an organisation, with post and days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext_lazy

from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.exchange.bodies.directory import Body, Directory
from hashiwatashi.exchange.bodies.kinds import kind_of_body
from hashiwatashi.exchange.bodies.people import People, person_proposals, person_told
from hashiwatashi.exchange.models import DuplicateProposal
from hashiwatashi.exchange.planning import Change, Plan, Verdict, Wanted, one_for_each_key, settle
from hashiwatashi.exchange.reading import cells
from hashiwatashi.exchange.reading.sheet import Column, Row
from hashiwatashi.exchange.tables.base import Scope, Table, understand
from hashiwatashi.exchange.tables.terms import term
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.actions import change_affiliation, start_affiliation
from hashiwatashi.people.models import Affiliation, Person


@dataclass(frozen=True, slots=True)
class _Draft:
    row: Row
    body: Body
    person: dict[str, Any]
    post: dict[str, Any]


class Persons(Table):
    """Each row is one person in one organisation; who may be somebody on record is proposed, never merged."""

    name = "persons"
    title = gettext_lazy("Persons")
    is_owned = True
    sample: ClassVar = {
        "name": "架空 太郎",
        "name_kana": "カクウ タロウ",
        "name_en": "Taro Kaku",
        "owner": "架空県産業技術センター",
        "department": "材料技術部",
        "job": "主任研究員",
        "since": "2026-04-01",
    }
    columns: ClassVar = (
        Column("name", ("氏名", "名前", "お名前"), required=True),
        Column("name_kana", ("ふりがな", "フリガナ", "カナ", "氏名カナ")),
        Column("name_en", ("ローマ字", "英語名", "ローマ字氏名")),
        Column("owner", ("所属機関", "所属", "機関名", "組織名"), required=True),
        Column("department", ("部署", "部局", "部門", "所属部署")),
        Column("job", ("職名", "役職", "職位")),
        Column("since", ("着任日", "就任日", "開始日", "任期開始")),
        Column("until", ("退任日", "離任日", "終了日", "任期終了")),
        Column("researcher_number", ("研究者番号", "e-rad番号", "e-Rad研究者番号")),
        Column("orcid", ("ORCID", "ORCID iD")),
        Column("researchmap", ("researchmap", "researchmapのURL")),
    )

    def plan(self, rows: Sequence[Row], scope: Scope) -> Plan:
        plan, people = Plan(), People()
        drafts = understand(rows, _draft, plan)
        directory = Directory(draft.body for draft in drafts)
        by_line = {draft.row.line: draft for draft in drafts}
        places: dict[int, Organisation] = {}
        found: dict[str, Person] = {}

        def wanted(row: Row) -> Wanted:
            draft = by_line[row.line]
            place = places[row.line] = directory.organisation(draft.body, may_add=scope.owners is None)
            scope.check(place, "owner", draft.body.name)
            person = people.find(place, row, draft.person)
            if person is None:
                person = Person(**draft.person)
                people.keep(place, person)
            found.setdefault(str(person.uid), person)
            told = {name: value for name, value in draft.person.items() if name != "name"}
            return Wanted(row, str(person.uid), {**told, "name": person.name})

        every = understand([draft.row for draft in drafts], wanted, plan)
        single = one_for_each_key(every, plan)
        existing = {key: person for key, person in found.items() if person.pk is not None}
        settle(single, existing, plan, lambda item: found[item.key])
        _post(
            plan,
            {item.row.line: (found[item.key], places[item.row.line], by_line[item.row.line].post) for item in every},
        )
        plan.extras += directory.extras({places[change.row.line].uid for change in plan.changes})
        return plan

    def propose_duplicates(self, plan: Plan) -> Iterable[DuplicateProposal]:
        return person_proposals(plan)


def _draft(row: Row) -> _Draft:
    person, place = person_told(row), cells.name(row.needed("owner"))
    post = {
        name: row.text(field) for name, field in (("department", "department"), ("title", "job")) if row.has(field)
    }
    post |= term(row)
    return _Draft(row, Body(place, kind_of_body(place)), person, post)


_Post = tuple[Person, Organisation, dict[str, Any]]


def _post(plan: Plan, posts: Mapping[int, _Post]) -> None:
    """Plan the post of each row taken; a person may have several, and a row that changes a post alone is an update.

    Former posts stay: what a list does not name it does not end.
    """
    known, taken = _known(posts.values()), list[_Post]()
    for number, change in enumerate(plan.changes):
        person, place, post = posts[change.row.line]
        taken.append((person, place, post))
        stored = _same_post(known.get((person.pk, place.pk), ()), post)
        is_same = stored is not None and all(getattr(stored, name) == value for name, value in post.items())
        if change.verdict is Verdict.UNCHANGED and not is_same:
            plan.changes[number] = Change(change.row, Verdict.UPDATED, None)

    def store(by: Actor) -> None:
        for person, place, post in taken:
            posts_there = person.affiliations.filter(organisation=place).select_related("organisation", "person")
            stored = _same_post(list(posts_there.order_by("since", "pk")), post)
            if stored is None:
                start_affiliation(person, organisation=place, by=by, **{"since": timezone.localdate(), **post})
            else:
                change_affiliation(stored, by=by, **post)

    plan.afterwards.append(store)


def _same_post(stored: Sequence[Affiliation], post: Mapping[str, Any]) -> Affiliation | None:
    """The post on record that a row means: of the same first day and department as far as the row tells them, the
    newest. With another first day, or in another department since the same day, it is another post."""
    for one in reversed(stored):
        if all(post.get(name) in {None, getattr(one, name)} for name in ("since", "department")):
            return one
    return None


def _known(posts: Iterable[_Post]) -> dict[tuple[int, int], list[Affiliation]]:
    """The posts of each person in each organisation, in order."""
    persons = sorted({person.pk for person, _place, _post in posts if person.pk is not None})
    found: dict[tuple[int, int], list[Affiliation]] = {}
    for start in range(0, len(persons), 500):
        some = Affiliation.objects.filter(person__in=persons[start : start + 500])
        for one in some.order_by("since", "pk"):
            found.setdefault((one.person_id, one.organisation_id), []).append(one)
    return found
