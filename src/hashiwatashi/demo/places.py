"""The municipalities of Tōhoku and Chūgoku, where the demo plays: real ones, by the national codes (総務省
「全国地方公共団体コード」), so that whoever tries it can ask for their town."""

from __future__ import annotations

import csv
from importlib.resources import files

from hashiwatashi.areas.models import Municipality
from hashiwatashi.exchange.tables.municipalities import six_digits


def make_municipalities() -> int:
    """Store them, wards with the city they belong to; returns how many."""
    text = (files("hashiwatashi.demo") / "data" / "municipalities.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    codes = {row["地域コード"] for row in rows}
    made = [
        Municipality(
            code=six_digits(row["地域コード"]),
            name=row["市区町村名"],
            prefecture_id=row["地域コード"][:2],
            parent_id=six_digits(row["親コード"]) if row["親コード"] in codes else None,
        )
        for row in rows
    ]
    cities = [one for one in made if one.parent_id is None]
    Municipality.objects.bulk_create(cities)
    Municipality.objects.bulk_create([one for one in made if one.parent_id is not None])
    return len(made)
