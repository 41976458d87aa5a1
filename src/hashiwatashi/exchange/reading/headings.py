"""Headings: which spellings are one, and those that stand in two rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from hashiwatashi.common.folding import fold
from hashiwatashi.common.texts import clean
from hashiwatashi.exchange.errors import UnusableFile
from hashiwatashi.exchange.reading.rawrows import RawRow

# Headings carry remarks and marks: 名称（必須）, ※機器名, 型式*.
_REMARK = re.compile(r"[(\[【<〔].*?[)\]】>〕]")
_READING = re.compile(r"[(\[【<〔](?:カナ|かな|フリガナ|ふりがな|ヨミ|よみ)[)\]】>〕]", re.IGNORECASE)
_ORNAMENT = re.compile(r"[\s※*＊:：_・]+|必須$")


def heading_key(heading: str) -> str:
    """A key under which spellings of one heading fall together."""
    folded = fold(clean(heading))
    if _READING.search(folded):
        # 市区町村名（カナ） is another column than 市区町村名（漢字）.
        folded = f"{_REMARK.sub('', folded)}カナ"
    return _ORNAMENT.sub("", _REMARK.sub("", folded)) or _ORNAMENT.sub("", folded)


def joined(
    upper: RawRow, lower: RawRow, known: Mapping[str, str], spans: Sequence[tuple[int, int, int]]
) -> tuple[str, ...] | None:
    """One heading for each column where two rows make them: 仕様 over メーカー and 型式. None where one row does.

    ``known`` is heading key → field, ``spans`` the merged cells (line, first, last column). Raises `UnusableFile`
    when a known heading stands over columns that none of them names.
    """
    width = max(len(upper.cells), len(lower.cells))
    above = [cell.strip() for cell in upper.cells] + [""] * (width - len(upper.cells))
    below = [cell.strip() for cell in lower.cells] + [""] * (width - len(lower.cells))
    merged = [(first, min(last, width - 1)) for line, first, last in spans if line == upper.line]
    groups = merged or _groups(above)
    own = {at for at in range(width) if below[at] and heading_key(below[at]) != heading_key(above[at])}
    inside = {at for first, last in groups for at in range(first, last + 1)}
    if not own or not own <= inside:
        return None
    if not merged and not any(heading_key(below[at]) in known for at in own):
        return None
    return _one_row(above, below, groups, known)


def _groups(above: Sequence[str]) -> list[tuple[int, int]]:
    """Headings with blank ones on their right, as the first and last column of each."""
    starts = [at for at, cell in enumerate(above) if cell]
    ends = [*(at - 1 for at in starts[1:]), len(above) - 1]
    return [(first, last) for first, last in zip(starts, ends, strict=False) if last > first]


def _one_row(
    above: list[str], below: list[str], groups: Sequence[tuple[int, int]], known: Mapping[str, str]
) -> tuple[str, ...]:
    header = [upper or lower for upper, lower in zip(above, below, strict=True)]
    for first, last in groups:
        parts = {at: below[at] for at in range(first, last + 1) if below[at]}
        for at, part in parts.items():
            whole = f"{above[first]} {part}"
            header[at] = part if heading_key(part) in known and heading_key(whole) not in known else whole
        if parts and heading_key(above[first]) in known and not any(heading_key(header[at]) in known for at in parts):
            text = _("The heading %(heading)s stands over several columns: %(parts)s. Give one row of headings.")
            raise UnusableFile(text % {"heading": above[first], "parts": ", ".join(parts.values())})
    return tuple(header)
