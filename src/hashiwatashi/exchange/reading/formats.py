"""Numbers as a spreadsheet shows them: 1 in the format 000 is 001, 0.5 in 0% is 50%.

The number format codes of ECMA-376 part 1, 18.8.30 and 18.8.31. Dates are not made here: the reader of the workbook
knows them, and they stay dates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
    5: '"¥"#,##0;-"¥"#,##0', 6: '"¥"#,##0;-"¥"#,##0', 7: '"¥"#,##0.00;-"¥"#,##0.00', 8: '"¥"#,##0.00;-"¥"#,##0.00',
    41: "#,##0;-#,##0", 42: '"¥"#,##0;-"¥"#,##0', 43: "#,##0.00;-#,##0.00", 44: '"¥"#,##0.00;-"¥"#,##0.00',
}  # fmt: skip
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General)|(?P<letter>.)",
    re.DOTALL | re.IGNORECASE,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_COMPARED = {
    "<=": Decimal.__le__, ">=": Decimal.__ge__, "<": Decimal.__lt__, ">": Decimal.__gt__,
    "=": Decimal.__eq__, "<>": Decimal.__ne__,
}  # fmt: skip
_DIGITS = "0#?"
# Dates, fractions, powers of ten and text: not shown by this module.
_OTHER = re.compile(r"[ymdhsgeba/@]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Section:
    """One of the sections of a format: ``parts`` are (is literal, character)."""

    parts: tuple[tuple[bool, str], ...]
    condition: tuple[str, Decimal] | None

    @property
    def is_plain(self) -> bool:
        """Whether numbers show as they are, or as something that is not made here."""
        return any(not literal and (mark == "General" or _OTHER.match(mark)) for literal, mark in self.parts)

    @property
    def says_something(self) -> bool:
        """Whether it has places for digits, or words instead; a dash, or nothing, only makes a zero look tidy."""
        return any(mark.isalpha() if literal else mark in _DIGITS for literal, mark in self.parts)


def shown(value: str, code: str) -> str | None:
    """A number, in the digits of its file, in a format; None where the format leaves it as it is."""
    number = Decimal(value)
    sections = [_section(text) for text in _split(code)]
    chosen, is_signed = _chosen(sections, number)
    if chosen is None or chosen.is_plain or not chosen.says_something:
        return None
    return _filled(chosen, number if is_signed else abs(number)).strip()


def _split(code: str) -> list[str]:
    found = [""]
    for token in _TOKEN.finditer(code):
        if token["letter"] == ";":
            found.append("")
        else:
            found[-1] += token[0]
    return found


def _section(text: str) -> _Section:
    parts: list[tuple[bool, str]] = []
    condition = None
    for token in _TOKEN.finditer(text):
        literal = token["quoted"] or token["escaped"] or token["currency"]
        told = _CONDITION.fullmatch(token["bracket"] or "")
        if told:
            condition = (told[1], Decimal(told[2]))
        elif token["bracket"] and re.fullmatch(r"[hms]+", token["bracket"], re.IGNORECASE):
            parts.append((False, "h"))
        elif literal:
            parts.extend((True, letter) for letter in literal)
        elif token["general"] or token["letter"]:
            mark = "General" if token["general"] else token["letter"]
            parts.append((mark != "General" and not re.match(r"[0#?.,%ymdhsgeba/@]", mark, re.IGNORECASE), mark))
    return _Section(tuple(parts), condition)


def _chosen(sections: list[_Section], number: Decimal) -> tuple[_Section | None, bool]:
    """The section for a number, and whether the number's own sign is shown."""
    if any(section.condition for section in sections):
        for section in sections:
            if section.condition is None or _COMPARED[section.condition[0]](number, section.condition[1]):
                return section, True
        return None, True
    if number < 0 and len(sections) > 1:
        return sections[1], False
    if number == 0 and len(sections) > 2:
        return sections[2], False
    return sections[0], True


def _filled(section: _Section, number: Decimal) -> str:
    marks = [mark if not literal else "" for literal, mark in section.parts]
    point = marks.index(".") if "." in marks else len(marks)
    places = [at for at in range(point) if marks[at] and marks[at] in _DIGITS]
    after = [at for at in range(point + 1, len(marks)) if marks[at] and marks[at] in _DIGITS]
    if not places and not after:
        return "".join(letter for literal, letter in section.parts if literal)
    scaled = number * 100 ** marks.count("%") / 1000 ** _thousands(marks, places, point)
    rounded = abs(scaled).quantize(Decimal(1).scaleb(-len(after)), ROUND_HALF_UP)
    whole, _, fraction = f"{rounded:f}".partition(".")
    texts = _whole(marks, places, whole) | _fraction(marks, after, fraction)
    body = "".join(
        texts.get(at, letter if literal or letter in ".%" else "")
        for at, (literal, letter) in enumerate(section.parts)
    )
    if not any(texts.get(at) for at in after):
        body = body.replace(".", "", 1) if after and marks[after[0]] != "0" else body
    return f"-{body}" if number < 0 and rounded else body


def _thousands(marks: list[str], places: list[int], point: int) -> int:
    """How many commas stand behind the last digit of the whole part: each divides by a thousand."""
    return sum(marks[at] == "," for at in range(places[-1] + 1, point)) if places else 0


def _whole(marks: list[str], places: list[int], digits: str) -> dict[int, str]:
    """The digits of the whole part by their place in the format, from the right; the first place takes the rest."""
    if not places:
        return {}
    needed = sum(marks[at] == "0" for at in places)
    digits = digits.lstrip("0").rjust(needed, "0")
    grouped = "," in marks[places[0] : places[-1]]
    texts: dict[int, str] = {}
    for number, at in enumerate(reversed(places)):
        end = len(digits) - number
        texts[at] = digits[max(end - 1, 0) : max(end, 0)] if number < len(places) - 1 else digits[: max(end, 0)]
    if grouped:
        whole = "".join(texts[at] for at in places)
        return dict.fromkeys(places, "") | {places[-1]: f"{int(whole):,}".rjust(len(whole), "0") if whole else ""}
    return texts


def _fraction(marks: list[str], after: list[int], digits: str) -> dict[int, str]:
    """The digits behind the point; zeros at the end show only where the format says 0."""
    texts = dict(zip(after, digits, strict=False))
    for at in reversed(after):
        if marks[at] == "0" or texts[at] != "0":
            break
        texts[at] = ""
    return texts
