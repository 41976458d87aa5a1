"""Assessments as they are stored: inputs and reasons line by line, in both languages; to be recomputed from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from hashiwatashi.common.languages import is_japanese
from hashiwatashi.firms.assessing import Assessment, Firm, Reason, assess
from hashiwatashi.firms.enums import FirmClass, Ground, Group
from hashiwatashi.firms.inputs import Behind
from hashiwatashi.firms.models import FirmAssessment
from hashiwatashi.firms.rules_data import Rules, every

_LANGUAGES = ("ja", "en")
_SHARES = frozenset({"largest_share", "large_share", "deemed_share"})
Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """A firm behind another, as it counted: which part it holds, or which officer serves it."""

    name: str
    firm_class: FirmClass
    ground: Ground
    share: Fraction | None = None
    officer: str = ""


def figures(firm: Firm) -> Figures:
    """A firm as JSON; shares as exact fractions, what is not told left out."""
    values = {field.name: getattr(firm, field.name) for field in fields(firm)}
    return {
        name: str(value) if name in _SHARES or name == "group" else value
        for name, value in values.items()
        if value is not None
    }


def firm_from(stored: Figures) -> Firm:
    """The firm of `figures`."""
    told: dict[str, Any] = {name: Fraction(value) if name in _SHARES else value for name, value in stored.items()}
    return Firm(**{**told, "group": Group(stored["group"])})


def line(behind: Behind, known: FirmClass, ground: Ground, **more: str) -> dict[str, str]:
    """A firm behind another as JSON."""
    return {
        "line": behind.line,
        "name": behind.name,
        "class": known.value,
        "ground": ground.value,
        **more,
    }


def lines(assessment: FirmAssessment, name: str) -> Iterator[Line]:
    """The stored ``holders`` or ``officers`` of an assessment."""
    for one in assessment.inputs.get(name, ()):
        share = Fraction(one["share"]) if "share" in one else None
        yield Line(one["name"], FirmClass(one["class"]), Ground(one["ground"]), share, one.get("officer", ""))


def outcome(stored: Figures | None, rules: Rules, day: date) -> dict[str, Any]:
    """The fields of an assessment that follow from its figures: verdict, reasons and what is missing."""
    found = {language: _assessed(stored, rules, day, language) for language in _LANGUAGES}
    first = found[_LANGUAGES[0]]
    return {
        "verdict": first.verdict.value,
        "reasons": [
            {
                "text": {language: found[language].reasons[number].text for language in _LANGUAGES},
                "holds": one.holds,
                "source": {language: found[language].reasons[number].source for language in _LANGUAGES},
            }
            for number, one in enumerate(first.reasons)
        ],
        "missing": [
            {language: found[language].missing[number] for language in _LANGUAGES}
            for number in range(len(first.missing))
        ],
    }


def _assessed(stored: Figures | None, rules: Rules, day: date, language: str) -> Assessment:
    with override(language):
        if stored is None:
            return Assessment(FirmClass.UNKNOWN, (), (_("Main business, capital and employees"),))
        return assess(firm_from(stored), rules, day)


def recomputed(assessment: FirmAssessment) -> dict[str, Any] | None:
    """`outcome` anew from the stored inputs; None where its rule set is no longer there."""
    rules = rules_of(assessment)
    return None if rules is None else outcome(assessment.inputs["figures"], rules, assessment.day)


def differing(assessments: Iterable[FirmAssessment]) -> Iterator[FirmAssessment]:
    """Those that come out otherwise than they are stored."""
    for one in assessments:
        if recomputed(one) != {"verdict": one.verdict, "reasons": one.reasons, "missing": one.missing}:
            yield one


def rules_of(assessment: FirmAssessment) -> Rules | None:
    """The rule set of an assessment, as it was in force then."""
    same = (one for one in every() if (one.key, one.since) == (assessment.rules, assessment.rules_since))
    return next(same, None)


def reasons_of(assessment: FirmAssessment) -> list[Reason]:
    """The stored reasons in the language in force."""
    return [Reason(in_words(one["text"]), one["holds"], in_words(one["source"])) for one in assessment.reasons]


def in_words(texts: Mapping[str, str]) -> str:
    """A stored text in the language in force."""
    return texts["ja" if is_japanese() else "en"]
