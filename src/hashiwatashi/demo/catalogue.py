"""The seeds, calls and needs of the demo world."""

from __future__ import annotations

from datetime import date

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.calendar import fiscal_year, fiscal_year_label
from hashiwatashi.demo import texts
from hashiwatashi.demo.bodies import Bodies
from hashiwatashi.demo.dates import closing, days_from, opening
from hashiwatashi.demo.marking import DEMO, marks
from hashiwatashi.demo.persons import Persons
from hashiwatashi.funding.actions import register_call
from hashiwatashi.needs.actions import register_need
from hashiwatashi.technology.actions import register_seed

_YEN_PER_MAN = 10_000
_NO_LIMIT = "none"


def make_seeds(bodies: Bodies, persons: Persons) -> int:
    """Register every seed; returns how many."""
    rows = texts.tables("seeds")
    for row in rows:
        owner = bodies[row["owner"]]
        register_seed(
            by=DEMO,
            owner=owner,
            researcher=persons[row["by"]] if "by" in row else None,
            title=row["title"],
            title_en=row.get("en", ""),
            summary=row["summary"],
            applications=row["applications"],
            field=row["field"],
            trl=row["trl"],
            brl=row["brl"],
            contact_desk=owner.contact_desk,
            contact_phone=owner.contact_phone,
            contact_mail=owner.contact_mail,
            **marks("seed", row["key"]),
        )
    return len(rows)


def make_calls(bodies: Bodies, *, day: date) -> int:
    """Register every call; returns how many."""
    prefectures = Prefecture.objects.in_bulk()
    year = fiscal_year(day)
    years = {"fy": fiscal_year_label(year), "next": fiscal_year_label(year + 1)}
    rows = texts.table("calls")
    for row in rows:
        funder = bodies[row["funder"]]
        areas = [prefectures[code] for code in row["areas"]]
        amount = row.get("amount")
        call = register_call(
            by=DEMO,
            funder=funder,
            title=row["title"].format(**years),
            title_en=row.get("en", ""),
            summary=row["summary"],
            is_nationwide=not areas,
            area_note="・".join(area.name for area in areas) or "全国",
            industries_note=row.get("industries", ""),
            employees_note=row.get("employees", "従業員数の制約なし"),
            max_amount_yen=amount * _YEN_PER_MAN if isinstance(amount, int) else None,
            has_no_limit=amount == _NO_LIMIT,
            rate_note=row["rate"],
            opens_at=opening(days_from(day, row["opens"])),
            closes_at=closing(days_from(day, row["closes"])) if "closes" in row else None,
            contact_desk=funder.contact_desk,
            contact_phone=funder.contact_phone,
            contact_mail=funder.contact_mail,
            **marks("call", row["key"]),
        )
        call.areas.set(areas)
    return len(rows)


def make_needs(bodies: Bodies, *, day: date) -> int:
    """Register every need; returns how many."""
    rows = texts.table("needs")
    for row in rows:
        register_need(
            by=DEMO,
            owner=bodies[row["owner"]],
            level=row["level"],
            title=row["title"],
            text=row["text"],
            sector=row["sector"],
            region_wish=row["wish"],
            deadline=days_from(day, row["due"]),
            published_on=days_from(day, -row["age"]),
            **marks("need", row["key"]),
        )
    return len(rows)
