"""Experts: lists of coordinators, advisers and the like, each with person, post, term and areas."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.areas.prefectures import PREFECTURES
from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.exchange.bodies.directory import Body, Directory
from hashiwatashi.exchange.bodies.kinds import kind_of_body
from hashiwatashi.exchange.bodies.people import People, person_proposals, person_told
from hashiwatashi.exchange.errors import Rejected
from hashiwatashi.exchange.models import DuplicateProposal
from hashiwatashi.exchange.planning import (
    Plan,
    Verdict,
    Wanted,
    by_source,
    one_for_each_key,
    settle,
)
from hashiwatashi.exchange.reading import cells
from hashiwatashi.exchange.reading.sheet import Column, Row
from hashiwatashi.exchange.tables.base import Scope, SourcedTable, understand
from hashiwatashi.exchange.tables.identifiers import digest
from hashiwatashi.exchange.tables.terms import term
from hashiwatashi.people.actions import change_expert
from hashiwatashi.people.enums import ExpertKind
from hashiwatashi.people.models import Expert

_KINDS = {
    "コーディネータ": ExpertKind.COORDINATOR,
    "コーディネーター": ExpertKind.COORDINATOR,
    "産学官連携コーディネータ": ExpertKind.COORDINATOR,
    "産総研併任": ExpertKind.COORDINATOR,
    "産業界の専門家": ExpertKind.INDUSTRY_EXPERT,
    "専門家": ExpertKind.INDUSTRY_EXPERT,
    "技術士": ExpertKind.INDUSTRY_EXPERT,
    "目利き": ExpertKind.CONNOISSEUR,
    "研究者": ExpertKind.RESEARCHER,
    "知財アドバイザー": ExpertKind.IP_ADVISER,
    "知的財産": ExpertKind.IP_ADVISER,
    "弁理士": ExpertKind.IP_ADVISER,
    "PM": ExpertKind.PROGRAMME_MANAGER,
    "プロジェクトマネージャー": ExpertKind.PROGRAMME_MANAGER,
    "プログラムマネージャー": ExpertKind.PROGRAMME_MANAGER,
}
_BETWEEN = re.compile(r"[、,，;；\n／/・\s]+")
_CODES = {name: code for code, name, *_rest in PREFECTURES}
_CODES |= {name[:-1]: code for name, code in _CODES.items() if name != "北海道"}


@dataclass(frozen=True, slots=True)
class _Draft:
    row: Row
    body: Body
    key: str
    person: dict[str, Any]
    values: dict[str, Any]
    areas: tuple[str, ...]


class Experts(SourcedTable):
    """Each row is one profile; organisation, name and kind together are the key.

    Within one organisation equal names are one person; across organisations only an equal ORCID iD says so.
    """

    name = "experts"
    title = gettext_lazy("Experts")
    sample: ClassVar = {
        "name": "架空 太郎",
        "name_kana": "カクウ タロウ",
        "owner": "架空県産業振興機構",
        "kind": "コーディネータ",
        "headline": "鋳物の不良に強い",
        "areas": "宮城県、岩手県",
        "since": "2026-04-01",
        "contact_phone": "000-0000-0001",
    }
    model = Expert
    source = "expert-list"
    is_owned = True
    columns: ClassVar = (
        Column("name", ("氏名", "名前", "お名前"), required=True),
        Column("name_kana", ("ふりがな", "フリガナ", "カナ", "氏名カナ")),
        Column("name_en", ("ローマ字", "英語名", "ローマ字氏名")),
        Column("owner", ("所属機関", "所属", "機関名", "組織名"), required=True),
        Column("kind", ("種別", "区分", "役割", "職種"), required=True),
        Column("headline", ("専門", "得意分野", "専門分野", "一言紹介"), required=True),
        Column("field", ("分野", "技術分野")),
        Column("profile", ("経歴", "プロフィール", "略歴")),
        Column("track_record", ("実績", "支援実績")),
        Column("areas", ("担当地域", "担当エリア", "対応地域", "担当県")),
        Column("since", ("任期開始", "着任日", "就任日", "開始日")),
        Column("until", ("任期終了", "任期末", "終了日", "任期満了日")),
        Column("contact_phone", ("電話番号", "電話", "連絡先電話")),
        Column("contact_mail", ("メールアドレス", "メール", "e-mail")),
        Column("researcher_number", ("研究者番号", "e-rad番号", "e-Rad研究者番号")),
        Column("orcid", ("ORCID", "ORCID iD")),
    )

    def plan(self, rows: Sequence[Row], scope: Scope) -> Plan:
        plan = Plan()
        drafts = understand(rows, _draft, plan)
        directory = Directory(draft.body for draft in drafts)
        people, areas = People(), dict[str, tuple[str, ...]]()
        by_line = {draft.row.line: draft for draft in drafts}

        def owned(row: Row) -> Wanted:
            draft = by_line[row.line]
            place = directory.organisation(draft.body, may_add=scope.owners is None)
            scope.check(place, "owner", draft.body.name)
            areas.setdefault(draft.key, draft.areas)
            person = people.of(place, row, draft.person)
            return Wanted(row, draft.key, {**draft.values, "organisation": place, "person": person})

        self.settle(understand([draft.row for draft in drafts], owned, plan), plan)
        named = [change.record for change in plan.changes if isinstance(change.record, Expert)]
        plan.extras += directory.extras({record.organisation.uid for record in named})
        plan.extras += people.extras({record.person.uid for record in named})
        plan.afterwards.append(_areas_step(plan, areas))
        return plan

    def settle(self, wanted: Iterable[Wanted], plan: Plan) -> None:
        """A new profile without a first day begins today."""
        single, today = one_for_each_key(wanted, plan), timezone.localdate()
        existing = by_source(Expert, self.source, [item.key for item in single])
        settle(single, existing, plan, lambda item: Expert(source=self.source, source_key=item.key, since=today))

    def propose_duplicates(self, plan: Plan) -> Iterable[DuplicateProposal]:
        return person_proposals(plan)

    def wanted(self, row: Row) -> Wanted:
        raise NotImplementedError("An expert needs the directory of the file.")


def _draft(row: Row) -> _Draft:
    name, place = cells.name(row.needed("name")), cells.name(row.needed("owner"))
    kind = _kind(row)
    person = person_told(row)
    values: dict[str, Any] = {"kind": kind, "headline": row.needed("headline")}
    for field in ("field", "profile", "track_record", "contact_phone", "contact_mail"):
        if row.has(field):
            values[field] = row.text(field)
    values |= term(row)
    return _Draft(row, Body(place, kind_of_body(place)), digest(place, name, kind), person, values, _areas(row))


def _kind(row: Row) -> ExpertKind:
    text = row.needed("kind")
    labels = {str(kind.label): kind for kind in ExpertKind} | {kind.value: kind for kind in ExpertKind}
    found = _KINDS.get(text) or labels.get(text)
    if found is None:
        allowed = "、".join(_KINDS)
        raise Rejected("kind", text, _("This is no kind of expert. Write one of: %(kinds)s") % {"kinds": allowed})
    return found


def _areas(row: Row) -> tuple[str, ...]:
    found = []
    for name in filter(None, _BETWEEN.split(row.text("areas") if row.has("areas") else "")):
        if name in {"全国", "全県"}:
            return tuple(sorted(set(_CODES.values())))
        if name not in _CODES:
            raise Rejected("areas", name, _("This is no prefecture. Write names such as 宮城県, or 全国."))
        found.append(_CODES[name])
    return tuple(sorted(set(found)))


def _areas_step(plan: Plan, areas: dict[str, tuple[str, ...]]) -> Callable[[Actor], None]:
    """The step that sets the areas of each profile in the file, once they are stored."""

    def store(by: Actor) -> None:
        known = Prefecture.objects.in_bulk()
        for change in plan.changes:
            record = change.record
            if isinstance(record, Expert) and change.row.has("areas"):
                wanted = [known[code] for code in areas[record.source_key]]
                if change.verdict is Verdict.CREATED:
                    record.areas.set(wanted)
                else:
                    change_expert(record, by=by, areas=wanted)

    return store
