"""Maker, model and abbreviation as the name of an instrument tells them: 「FE-SEM 日本電子(JSM-6700F)」.

Many lists have nothing but a name. What is read from it is proposed, never stored as the owner's statement.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from hashiwatashi.common.folding import plain
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.equipment.vocabulary import vocabulary

# As they are usually written, each with the other spellings in lists.
_MAKERS = {
    "日本電子": "JEOL",
    "島津製作所": "SHIMADZU 島津",
    "リガク": "RIGAKU",
    "日本分光": "JASCO",
    "堀場製作所": "HORIBA 堀場",
    "日立ハイテク": "HITACHI 日立",
    "キーエンス": "KEYENCE",
    "オリンパス": "OLYMPUS",
    "ニコン": "NIKON",
    "アルバック・ファイ": "ULVAC-PHI",
    "ミツトヨ": "MITUTOYO",
    "東京精密": "ACCRETECH",
    "エスペック": "ESPEC",
    "スガ試験機": "",
    "東洋精機": "",
    "コニカミノルタ": "KONICA",
    "タイテック": "TAITEC",
    "トミー精工": "TOMY",
    "メイワフォーシス": "",
    "セイコーインスツル": "SII",
    "パナソニック": "PANASONIC",
    "ブルカー": "BRUKER",
    "アジレント": "AGILENT",
    "サーモフィッシャー": "THERMO",
    "パーキンエルマー": "PERKINELMER",
    "ウォーターズ": "WATERS",
    "ライカ": "LEICA",
    "カールツァイス": "ZEISS",
    "ベックマン": "BECKMAN",
    "バイオラッド": "BIO-RAD BIORAD",
    "インストロン": "INSTRON",
    "バリアン": "VARIAN",
}
# Letters with a digit: JSM-6700F, SS3700, V-730; nor a frequency, a count, a floor or a number in a list.
_MODEL = re.compile(
    r"(?<![A-Za-z0-9-])(?=[A-Z0-9-]*\d)[A-Z]{1,6}[- ]?\d{2,5}[A-Za-z0-9]{0,6}(?:[-/][A-Za-z0-9]{1,6})*"
)
_NO_MODEL = re.compile(r"K20\d{5}|SUS|ISO|JIS|CO2|[A-Z]\d$|(?:R|H|S)\d{1,2}$|SR\d{3}$|\d+MHz")
_COMPANY = re.compile(r"株式会社|㈱|\(株\)|\(株|社製|製$")


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a name tells; each part is empty where it tells nothing."""

    maker: str = ""
    model: str = ""
    abbreviation: str = ""

    def __bool__(self) -> bool:
        return bool(self.maker or self.model or self.abbreviation)

    def __str__(self) -> str:
        return " ".join(part for part in (self.maker, self.model, self.abbreviation) if part)


def proposed(equipment: Equipment) -> Proposed:
    """What the name tells of a maker and a model that the owner has not given, and the kind's abbreviation in it."""
    name = plain(equipment.name)
    return Proposed(
        "" if equipment.maker else _maker(name), "" if equipment.model else _model(name), _abbreviation(name)
    )


def _maker(name: str) -> str:
    found = [(match.start(), maker) for maker, pattern in _patterns() if (match := pattern.search(name))]
    return min(found, default=(0, ""))[1]


def _model(name: str) -> str:
    found = (match[0].strip() for match in _MODEL.finditer(_COMPANY.sub(" ", name)))
    return next((model for model in found if not _NO_MODEL.match(model) and model not in _abbreviations()), "")


def _abbreviation(name: str) -> str:
    words = re.findall(r"(?<![A-Za-z0-9-])[A-Z][A-Za-z]{0,3}(?:[-/][A-Z]{2,5}){0,2}(?![A-Za-z0-9-])", name)
    return next((word for word in words if word.lower() in _abbreviations()), "")


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (maker, re.compile("|".join(_spelt(one) for one in (maker, *others.split())), re.IGNORECASE))
        for maker, others in _MAKERS.items()
    )


def _spelt(name: str) -> str:
    return rf"(?<![A-Za-z]){re.escape(name)}(?![a-z])" if name.isascii() else re.escape(name)


@cache
def _abbreviations() -> frozenset[str]:
    """Names of kinds in a few Latin letters: sem, fe-sem, ft-ir."""
    names = (name for kind in vocabulary().kinds.values() for name in kind.names)
    return frozenset(name for name in names if re.fullmatch(r"[a-z]{2,4}(?:[-/][a-z]{2,5}){0,2}", name))
