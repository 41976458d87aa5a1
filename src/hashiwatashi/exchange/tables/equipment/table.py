"""Lists of shared equipment, of one laboratory or of the whole nation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hashiwatashi.equipment.models import Equipment
from hashiwatashi.exchange.bodies.directory import Body, Directory, known_names
from hashiwatashi.exchange.bodies.duplicates import owner_proposals
from hashiwatashi.exchange.bodies.kinds import kind_of_body
from hashiwatashi.exchange.bodies.naming import Place, body_key, room_of, take_apart
from hashiwatashi.exchange.errors import Rejected
from hashiwatashi.exchange.models import DuplicateProposal
from hashiwatashi.exchange.planning import Plan, Wanted, by_source, one_for_each_key, owners_of, settle
from hashiwatashi.exchange.reading.sheet import Column, Row
from hashiwatashi.exchange.tables.base import Scope, Table, understand
from hashiwatashi.exchange.tables.equipment import values
from hashiwatashi.exchange.tables.equipment.classes import Classes, class_names
from hashiwatashi.exchange.tables.equipment.columns import COLUMNS
from hashiwatashi.exchange.tables.equipment.duplicates import proposals
from hashiwatashi.exchange.tables.equipment.prefectures import Whereabouts, code_of
from hashiwatashi.exchange.tables.equipment.returning import plan_returning, told_apart
from hashiwatashi.exchange.tables.identifiers import digest, number_of
from hashiwatashi.organisations.models import Organisation

SOURCE = "equipment-list"


@dataclass(frozen=True, slots=True)
class _Draft:
    """What one row says by itself: owner, department and room taken apart, the prefecture it states."""

    row: Row
    place: Place
    room: str
    stated: str | None
    number: str
    values: dict[str, Any]


class EquipmentTable(Table):
    """A row's record is found by the list's identifier, else by the owner's number for it, else by what it says."""

    name = "equipment"
    title = gettext_lazy("Equipment")
    sample: ClassVar = {
        "name": "走査電子顕微鏡（架空）",
        "owner": "架空県工業技術センター",
        "department": "材料技術部",
        "source_key": "K-001",
        "maker": "架空製作所",
        "model": "KA-1000",
        "uses": "小さな異物の形と元素を調べる",
        "place": "本館2階 204室",
        "prefecture": "宮城県",
        "external_use": "可",
        "fee_note": "1時間 2,000円",
    }
    columns: ClassVar[tuple[Column, ...]] = COLUMNS
    is_owned: ClassVar = True

    def plan(self, rows: Sequence[Row], scope: Scope) -> Plan:
        plan = Plan()
        stored, own, rows = told_apart(rows)
        whole = known_names({row.text("owner") for row in rows if len(row.text("owner").split()) > 1})
        drafts = understand(rows, lambda row: _draft(row, whole), plan)
        placing = _Placing(drafts, scope)
        by_line = {draft.row.line: draft for draft in drafts}
        wanted = understand([draft.row for draft in drafts], lambda row: placing.wanted(by_line[row.line]), plan)
        self._settle(wanted, plan, scope)
        plan_returning(own, stored, scope, plan, placing.classes)
        needed = owners_of(plan)
        step = placing.directory.merging(needed)
        plan.afterwards.append(step)
        plan.mergers += [(old.name, new.name) for old, new in placing.directory.merged]
        successors = {new.uid for _old, new in placing.directory.merged}
        plan.extras += [*placing.directory.extras(needed | successors), *placing.classes.needed_by(plan)]
        return plan

    def propose_duplicates(self, plan: Plan) -> Iterable[DuplicateProposal]:
        return chain(owner_proposals(plan), proposals(plan))

    def supplied(self, scope: Scope) -> frozenset[str]:
        return frozenset({"owner"} if scope.owners and len(scope.owners) == 1 else ())

    def _settle(self, wanted: Sequence[Wanted], plan: Plan, scope: Scope) -> None:
        keyed = _own_keys(wanted) if scope.owners is not None else wanted
        single = one_for_each_key(keyed, plan)
        existing = by_source(Equipment, SOURCE, [item.key for item in single])
        settle(single, existing, plan, lambda item: Equipment(source=SOURCE, source_key=item.key))


class _Placing:
    """What rows say only together: whose, where, and in which class an instrument is."""

    def __init__(self, drafts: Sequence[_Draft], scope: Scope) -> None:
        self._scope = scope
        self._where = Whereabouts()
        for draft in drafts:
            self._where.learn(draft.place.owner, draft.room, draft.stated)
        self._twins: Counter[str] = Counter()
        self.classes = Classes()
        self.directory = Directory(self._body(draft) for draft in drafts if draft.place.owner)

    def wanted(self, draft: _Draft) -> Wanted:
        owner = self._owner(draft)
        found = {**draft.values, "owner": owner}
        if prefecture := draft.stated or self._where.of(draft.place.owner, draft.room, owner.prefecture_id):
            found["prefecture_id"] = prefecture
        row = draft.row
        if row.has("class_large") or row.has("class_small"):
            names = class_names(row.text("class_large"), row.text("class_small"))
            found["equipment_class"] = self.classes.named(names)
        if found.get("source_url"):
            found["credit"] = f"{owner.name}の公開情報"
        return Wanted(row, self._key(draft, owner), found)

    def _body(self, draft: _Draft) -> Body:
        owner = draft.place.owner
        kind = kind_of_body(owner, said=draft.row.text("owner_type"))
        return Body(owner, kind, draft.number, self._where.seat_of(owner))

    def _owner(self, draft: _Draft) -> Organisation:
        if not draft.place.owner:
            return self._only_owner()
        may_add = self._scope.owners is None
        owner = self.directory.organisation(self._body(draft), may_add=may_add)
        self._scope.check(owner, "owner", draft.row.text("owner"))
        return owner

    def _only_owner(self) -> Organisation:
        """Who a list without owners belongs to, where an account acts for one organisation only."""
        if self._scope.owners is None or len(self._scope.owners) != 1:
            raise Rejected("owner", "", _("This is required and empty."))
        return Organisation.objects.get(pk__in=self._scope.owners)

    def _key(self, draft: _Draft, owner: Organisation) -> str:
        """Of identical rows without an identifier, the n-th stays the n-th."""
        if key := draft.row.text("collection_key"):
            return key
        if number := draft.row.text("number"):
            return f"{body_key(owner.name)[:80]}:{number}"
        parts = (owner.name, *(str(draft.values.get(name, "")) for name in ("name", "model", "place", "department")))
        key = digest(*parts)
        self._twins[key] += 1
        return f"{key}-{self._twins[key]}"


def _draft(row: Row, whole: frozenset[str]) -> _Draft:
    found = values.own_values(row)
    cell = row.text("owner")
    place = Place(cell, "", "") if cell in whole or not cell else take_apart(cell)
    room = room_of(values.line(row, "place"), cell, place)
    found |= values.placed(row, place, room)
    number = number_of(row, "owner_number") if row.text("owner_number") else ""
    return _Draft(row, place, room, code_of("prefecture", row.text("prefecture")), number, found)


def _own_keys(wanted: Sequence[Wanted]) -> list[Wanted]:
    """The rows of an organisation's own list, keyed within it: an identifier of another's list, taken over by copying
    or by chance, neither meets that record nor takes its place. Records of its own keep the key they have."""
    stored = by_source(Equipment, SOURCE, [item.key for item in wanted])

    def key_of(item: Wanted) -> str:
        owner: Organisation = item.values["owner"]
        record = stored.get(item.key)
        return item.key if record is not None and record.owner_id == owner.pk else f"{owner.uid.hex}:{item.key}"  # type: ignore[attr-defined]

    return [replace(item, key=key_of(item)) for item in wanted]
