"""The themes and their answers as an Excel sheet that reads well on screen and on paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from django.utils.translation import gettext as _

from hashiwatashi.common.spreadsheets import Book, Look, Sheet
from hashiwatashi.matching.answers import Suggestion
from hashiwatashi.matching.registry import owner_of, title_of
from hashiwatashi.matching.themes import Theme

_REASONS = 5
_LOOK = Look(widths=(36, 22, 10, 11, 6, 34, 26, 10, 8, 36, 48, 8, 40), frozen="B2", colour="264AF4", is_printed=True)
# The column that says whether it is from elsewhere.
_ELSEWHERE = 8


def write(themes: Iterable[Theme], path: Path) -> Counter[str]:
    """Write one row for each theme and suggestion to ``path``; the file appears whole or not at all.

    Returns how many ``themes``, rows (``suggestions``) and rows from ``elsewhere`` there are.
    """
    counts: Counter[str] = Counter(themes=0, suggestions=0, elsewhere=0)
    with Book() as book:
        sheet = book.sheet(_("R&D themes"), _headings(), _LOOK)
        for theme in themes:
            counts["themes"] += 1
            _add(sheet, theme, counts)
        sheet.filter()
    book.save(path)
    return counts


def _headings() -> list[str]:
    return [
        _("R&D theme"),
        _("Whose theme"),
        _("Where"),
        _("Kind"),
        _("Rank"),
        _("What may help"),
        _("Owner"),
        _("Prefecture"),
        _("Home or elsewhere"),
        _("Why"),
        _("Passage"),
        _("Score"),
        _("Source page"),
    ]


def _add(sheet: Sheet, theme: Theme, counts: Counter[str]) -> None:
    """The best of each kind in order, after them the best from elsewhere where none of them is."""
    lead = [theme.sheet.title, theme.sheet.owner.name if theme.sheet.owner else "", str(theme.home or "")]
    found = [
        (str(number), suggestion)
        for group in theme.answer.groups
        for number, suggestion in [
            *enumerate(group.suggestions, start=1),
            *([("", group.best_elsewhere)] if group.best_elsewhere else []),
        ]
    ]
    if not found:
        counts["without"] += 1
        sheet.append([*lead, "", "", _("No matches")], is_ruled=True)
    for position, (rank, suggestion) in enumerate(found):
        counts["suggestions"] += 1
        counts["elsewhere"] += suggestion.is_elsewhere
        marked = (_ELSEWHERE,) if suggestion.is_elsewhere else ()
        sheet.append([*lead, *_values(rank, suggestion, theme)], marked=marked, is_ruled=position == 0)


def _values(rank: str, found: Suggestion, theme: Theme) -> list[object]:
    return [
        str(found.kind.label),
        int(rank) if rank else _("Best from elsewhere"),
        title_of(found.record),
        owner_of(found.record),
        str(found.prefecture or ""),
        _place(found, theme),
        " / ".join(f"{part.word} ({part.field} {part.percent:.0f}%)" for part in found.why[:_REASONS]),
        " ".join(found.extract.text.split()),
        round(found.score, 3),
        found.record.source_url,
    ]


def _place(found: Suggestion, theme: Theme) -> str:
    """自県 or 他県; empty where either place is not known, or the call is for the whole country."""
    if found.is_elsewhere:
        return _("Other prefecture")
    is_home = theme.home is not None and found.prefecture == theme.home
    return _("Own prefecture") if is_home else ""
