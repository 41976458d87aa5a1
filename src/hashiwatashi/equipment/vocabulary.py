"""What instruments are for: problems in firms' words → methods of testing and making → kinds of instrument; and
questions as firms put them, each with the kinds that answer it.

General knowledge of the field, kept as sheets in ``knowledge/`` (docs/engine/vocabulary.md says how). It helps
where owners list only technical names: 「異物の分析」 shall find FT-IR and SEM. It is never stored as the owner's
statement, and shown as 「一般に」.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from pathlib import Path

import jaconv
from django.conf import settings

from hashiwatashi.common.folding import fold
from hashiwatashi.common.languages import is_japanese
from hashiwatashi.equipment.models import Equipment

_LATIN = re.compile(r"[a-z0-9 .+#/-]+")
# Lists break names to fill a cell (倒立顕 微 鏡, X 線 CT); spaces between Latin words stay.
_GAP = re.compile(r"(?<=[^\x00-\x7f]) (?=\S)|(?<=\S) (?=[^\x00-\x7f])")
_WEAK = "~"
# How names of instruments end in Japanese; Latin letters (SEM, X線CT) are names of instruments anyway.
_INSTRUMENT = re.compile(
    "(装置|計|機|器|鏡|炉|槽|スコープ|グラフ|メータ|テスタ|カメラ|プリンタ|クレーブ|ライザ|チャンバ|ミル|プレス|"
    "[a-z0-9])ー?$"
)


@dataclass(frozen=True, slots=True)
class Named:
    """What has a key and a name in both languages."""

    key: str
    ja: str
    en: str

    @property
    def label(self) -> str:
        """Its name in the page's language."""
        return self.ja if is_japanese() else self.en


@dataclass(frozen=True, slots=True)
class Method(Named):
    """A way of testing or making; ``words`` are other names of it."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InstrumentKind(Named):
    """A kind of instrument and the keys of the methods it serves, the most usual first.

    ``names`` stand in names and classes of instruments; ``weak`` ones mean it only where nothing else is named.
    """

    names: tuple[str, ...]
    weak: tuple[str, ...]
    methods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Problem(Named):
    """What a firm has or wants, and the keys of the methods that answer it, the most useful first.

    It is meant where all words of one of ``phrases`` stand in a question and those of none of ``exceptions`` do.
    """

    phrases: tuple[str, ...]
    exceptions: tuple[str, ...]
    methods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question as firms put it, and the keys of the kinds that answer it, the most useful first."""

    ja: str
    en: str
    kinds: tuple[str, ...]

    @property
    def label(self) -> str:
        """The question in the page's language, as far as it is known."""
        return self.ja if is_japanese() else self.en or self.ja


@dataclass(frozen=True)
class Vocabulary:
    """The sheets; all but the questions by key."""

    methods: Mapping[str, Method]
    kinds: Mapping[str, InstrumentKind]
    problems: Mapping[str, Problem]
    questions: tuple[Question, ...]

    def kinds_named(self, text: str, *, strictly: bool = False) -> tuple[InstrumentKind, ...]:
        """The kinds whose names stand in a text; where none does, those of weak names unless ``strictly``.

        A Japanese name that is but a part of another kind's does not count: 近赤外分光 is no 赤外分光.
        """
        written = folded_name(text)
        for patterns in self._patterns[: 1 if strictly else 2]:
            found = [(kind, match.span()) for kind, pattern in patterns for match in pattern.finditer(written)]
            longer = [span for _, span in found if not written[slice(*span)].isascii()]
            kinds = (kind for kind, span in found if not any(_is_part(span, other) for other in longer))
            if whole := tuple(dict.fromkeys(kinds)):
                return whole
        return ()

    def instruments_named(self, text: str) -> frozenset[str]:
        """The keys of the kinds that a text names as an instrument (硬度計, SEM), not by what is done (めっき)."""
        written = folded_name(text)
        return frozenset(
            kind.key
            for kind, pattern in self._patterns[0]
            if any(_INSTRUMENT.search(found[0]) for found in pattern.finditer(written))
        )

    def methods_named(self, text: str) -> tuple[Method, ...]:
        """The methods of which a name stands in a text."""
        written = folded_name(text)
        return tuple(method for method, pattern in self._method_patterns if pattern.search(written))

    def methods_of(self, kinds: Iterable[InstrumentKind]) -> tuple[Method, ...]:
        """What some kinds serve: first of each its most usual method, then the second ones …"""
        ranked = sorted(
            (place, number, key) for number, kind in enumerate(kinds) for place, key in enumerate(kind.methods)
        )
        return tuple(self.methods[key] for key in dict.fromkeys(key for _, _, key in ranked))

    def problems_of(self, kinds: Iterable[InstrumentKind]) -> tuple[Problem, ...]:
        """The problems that the most usual method of some kinds answers first or second."""
        methods = {kind.methods[0] for kind in kinds}
        return tuple(one for one in self.problems.values() if methods & set(one.methods[:2]))

    @cached_property
    def _patterns(self) -> tuple[tuple[tuple[InstrumentKind, re.Pattern[str]], ...], ...]:
        strong = ((kind, kind.names) for kind in self.kinds.values())
        weak = ((kind, kind.weak) for kind in self.kinds.values())
        return tuple(tuple((kind, _pattern(names)) for kind, names in some if names) for some in (strong, weak))

    @cached_property
    def _method_patterns(self) -> tuple[tuple[Method, re.Pattern[str]], ...]:
        return tuple((one, _pattern((one.ja, one.en, *one.words))) for one in self.methods.values())


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary that comes with the product, with the questions that this installation has added."""
    methods = {
        row["key"]: Method(row["key"], row["ja"], row["en"], _parts(row["words"])) for row in _sheet("methods")
    }
    return Vocabulary(
        methods,
        {row["key"]: _kind(row) for row in _sheet("kinds")},
        {row["key"]: _problem(row) for row in _sheet("problems")},
        tuple(_question(row) for row in [*_sheet("questions"), *_own_questions()]),
    )


def kinds_of(equipment: Equipment) -> tuple[InstrumentKind, ...]:
    """The kinds of an instrument by its name; where that tells nothing, by its small, then its large class."""
    of_class = equipment.equipment_class
    small, large = (of_class.small, of_class.large) if of_class else ("", "")
    return kinds_by_words(f"{equipment.name} {equipment.name_en}", small, large)


# Reading a name takes a quarter of a millisecond, and pages that count by kind read those of all instruments.
@lru_cache(maxsize=100_000)
def kinds_by_words(name: str, small_class: str, large_class: str) -> tuple[InstrumentKind, ...]:
    """`kinds_of` an instrument of which only the words are at hand: its names, and its class on both levels."""
    for text in (name, small_class, large_class):
        if found := vocabulary().kinds_named(text):
            return found
    return ()


def general_uses(equipment: Equipment, language: str | None = None) -> str:
    """What instruments of this kind are generally good for, in the language asked for (else the page's).

    Empty where the owner says what it is used for, and for kinds we do not know.
    """
    if equipment.uses:
        return ""
    japanese = is_japanese(language)
    methods = vocabulary().methods_of(kinds_of(equipment))
    return ("、" if japanese else ", ").join(method.ja if japanese else method.en for method in methods)


def general_problems(equipment: Equipment) -> str:
    """What firms say when they need instruments of this kind: words to be found by."""
    return "、".join(problem.ja for problem in vocabulary().problems_of(kinds_of(equipment)))


def _sheet(name: str) -> list[dict[str, str]]:
    text = files("hashiwatashi.equipment").joinpath(f"knowledge/{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def own_questions_file() -> Path:
    """Where an installation keeps its own questions: a sheet with the columns ja, en and kinds."""
    return settings.HASHI_HOME / "questions.csv"


def _own_questions() -> list[dict[str, str]]:
    path = own_questions_file()
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines())) if path.is_file() else []


def _question(row: Mapping[str, str]) -> Question:
    return Question(row["ja"], row["en"], _parts(row["kinds"]))


def _kind(row: Mapping[str, str]) -> InstrumentKind:
    names = _parts(row["names"])
    return InstrumentKind(
        row["key"],
        row["ja"],
        row["en"],
        tuple(name for name in names if not name.startswith(_WEAK)),
        tuple(name.removeprefix(_WEAK) for name in names if name.startswith(_WEAK)),
        _parts(row["methods"]),
    )


def _problem(row: Mapping[str, str]) -> Problem:
    return Problem(row["key"], row["ja"], row["en"], _parts(row["words"]), _parts(row["not"]), _parts(row["methods"]))


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def folded_name(text: str) -> str:
    """As names are compared: width, case, hyphens and kana folded, no gaps in Japanese."""
    return str(jaconv.hira2kata(_GAP.sub("", fold(text))))


def _is_part(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return span != other and other[0] <= span[0] and span[1] <= other[1]


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    """Any of the names; Latin ones only as whole words, so that SEM is not found in a seminar."""
    parts = []
    for name in map(folded_name, names):
        escaped = re.escape(name)
        parts.append(rf"(?<![a-z0-9]){escaped}(?![a-z0-9])" if _LATIN.fullmatch(name) else escaped)
    return re.compile("|".join(parts))
