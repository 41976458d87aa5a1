"""The persons of the demo world, where they work and what they offer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.demo import texts
from hashiwatashi.demo.bodies import Bodies
from hashiwatashi.demo.dates import fiscal_year_start
from hashiwatashi.demo.marking import DEMO, dice, mail, marks, phone, uid_of
from hashiwatashi.people.actions import list_expert, register_person, start_affiliation
from hashiwatashi.people.enums import ExpertKind
from hashiwatashi.people.models import Person

Persons = dict[str, Person]
# Commissioned posts (委嘱) run from April to March; employed people have no end of term.
_COMMISSIONED = frozenset(
    {ExpertKind.COORDINATOR, ExpertKind.INDUSTRY_EXPERT, ExpertKind.CONNOISSEUR, ExpertKind.IP_ADVISER}
)


@dataclass(frozen=True, slots=True)
class Term:
    """From when and until when (half-open) somebody holds a post."""

    since: date
    until: date | None


def make_persons(bodies: Bodies, *, day: date) -> Persons:
    """Every person with place and profile, by key."""
    prefectures = Prefecture.objects.in_bulk()
    return {
        row["key"]: _make(row, number, bodies, prefectures, _term(row, day))
        for number, row in enumerate(texts.table("experts"), start=1)
    }


def _make(row: texts.Row, number: int, bodies: Bodies, prefectures: dict[str, Prefecture], term: Term) -> Person:
    person = register_person(
        by=DEMO,
        uid=uid_of("person", row["key"]),
        name=row["name"],
        name_kana=row["kana"],
        name_en=row["en"],
    )
    organisation = bodies[row["org"]]
    start_affiliation(
        person,
        organisation=organisation,
        by=DEMO,
        department=row.get("department", ""),
        title=row["title"],
        since=term.since,
    )
    list_expert(
        by=DEMO,
        areas=[prefectures[code] for code in row["areas"]],
        person=person,
        organisation=organisation,
        kind=row["kind"],
        field=row["field"],
        headline=row["headline"],
        profile=row["profile"],
        track_record=row["record"],
        since=term.since,
        until=term.until,
        contact_mail=mail(row["key"]),
        contact_phone=phone(3000 + number),
        **marks("expert", row["key"]),
    )
    return person


def _term(row: texts.Row, day: date) -> Term:
    years = dice(row["key"]).randint(1, 9)
    since = fiscal_year_start(day, years_before=years)
    return Term(since, fiscal_year_start(day, years_before=-2) if row["kind"] in _COMMISSIONED else None)
