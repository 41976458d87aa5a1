"""Plain words for kinds of instruments: what firms say, where owners list only technical names (R-53).

「異物の分析」 shall find FT-IR and SEM even where the owner wrote nothing but the instrument's name. The words are
general knowledge kept in ``data/uses.toml``; they help to find a record and are not stored as the owner's statement.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from hashiwatashi.common.folding import fold
from hashiwatashi.equipment.models import Equipment

_LATIN = re.compile(r"[a-z0-9/-]+")


def general_uses(equipment: Equipment) -> str:
    """What instruments of this name and class are generally good for; empty where the owner says what it is used for,
    and for kinds we have no words for."""
    if equipment.uses:
        return ""
    written = fold(f"{equipment.name} {equipment.name_en} {equipment.equipment_class or ''}")
    return " ".join(uses for pattern, uses in _kinds() if pattern.search(written))


@cache
def _kinds() -> tuple[tuple[re.Pattern[str], str], ...]:
    text = files("hashiwatashi.equipment").joinpath("data/uses.toml").read_text(encoding="utf-8")
    return tuple((_pattern(kind["names"]), str(kind["uses"])) for kind in tomllib.loads(text)["kind"])


def _pattern(names: list[str]) -> re.Pattern[str]:
    """Any of the names; Latin ones only as whole words, so that SEM is not found in a seminar."""
    parts = []
    for name in map(fold, names):
        escaped = re.escape(name)
        parts.append(rf"(?<![a-z0-9]){escaped}(?![a-z0-9])" if _LATIN.fullmatch(name) else escaped)
    return re.compile("|".join(parts))
