"""The organisations of the demo world."""

from __future__ import annotations

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.demo import texts
from hashiwatashi.demo.marking import DEMO, mail, marks, phone
from hashiwatashi.organisations.actions import register_organisation
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.organisations.models import Organisation

Bodies = dict[str, Organisation]
_YEN_PER_MAN = 10_000


def make_bodies() -> Bodies:
    """Every organisation by its key."""
    prefectures = Prefecture.objects.in_bulk()
    rows = [*texts.table("organisations"), *(_as_organisation(row) for row in texts.table("firms"))]
    return {row["key"]: _make(row, number, prefectures) for number, row in enumerate(rows, start=1)}


def _as_organisation(firm: texts.Row) -> texts.Row:
    return {**firm, "kind": OrganisationKind.FIRM, "desk": "", "about": f"業種：{firm['sector']}。{firm['about']}"}


def _make(row: texts.Row, number: int, prefectures: dict[str, Prefecture]) -> Organisation:
    return register_organisation(
        by=DEMO,
        kind=row["kind"],
        name=f"{row['name']}（架空）",
        name_kana=row["kana"],
        name_en=row.get("en", ""),
        about=row["about"],
        prefecture=prefectures[row["place"]],
        address=row["address"],
        employees=row.get("employees"),
        capital_yen=row["capital"] * _YEN_PER_MAN if "capital" in row else None,
        contact_desk=row["desk"],
        contact_phone=phone(100 + number),
        contact_mail=mail(row["key"]),
        **marks("organisation", row["key"]),
    )
