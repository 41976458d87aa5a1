"""The themes and their answers as an Excel sheet that reads well on screen and on paper."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from hashiwatashi.common.texts import clean
from hashiwatashi.matching.answers import Suggestion
from hashiwatashi.matching.registry import owner_of, title_of
from hashiwatashi.matching.themes import Theme

_REASONS = 5
_WIDTHS = (36, 22, 10, 11, 6, 34, 26, 10, 8, 36, 48, 8, 40)
_LONGEST = 32_767
# The number of this paper size in the file format (ECMA-376, 18.3.1.63).
_A4 = 9
_HEADING = PatternFill("solid", fgColor="264AF4")
_ELSEWHERE = PatternFill("solid", fgColor="FFF3C7")
_NEW_THEME = Border(top=Side(style="thin", color="767676"))


def write(themes: Iterable[Theme], path: Path) -> Counter[str]:
    """Write one row for each theme and suggestion to ``path``; the file appears whole or not at all.

    Returns how many ``themes``, rows (``suggestions``) and rows from ``elsewhere`` there are.
    """
    book = Workbook(write_only=True)
    sheet = _sheet(book)
    counts: Counter[str] = Counter(themes=0, suggestions=0, elsewhere=0)
    try:
        _fill(sheet, themes, counts)
    except Exception:
        sheet.close()  # lets go of the rows that openpyxl keeps in a temporary file
        raise
    last = 1 + counts["suggestions"] + counts["without"]
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(_WIDTHS))}{last}"
    _save(book, path)
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


def _sheet(book: Workbook) -> Any:
    """An empty sheet with its headings, streamed to disk; openpyxl's types do not know all that it can do."""
    sheet = book.create_sheet(_("R&D themes"))
    sheet.freeze_panes = "B2"
    for number, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "&P / &N"
    headings = [_text(sheet, heading) for heading in _headings()]
    for cell in headings:
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), _HEADING
    sheet.append(headings)
    return sheet


def _fill(sheet: Any, themes: Iterable[Theme], counts: Counter[str]) -> None:
    for theme in themes:
        counts["themes"] += 1
        for row in _rows(sheet, theme, counts):
            sheet.append(row)


def _rows(sheet: Any, theme: Theme, counts: Counter[str]) -> Iterator[list[Any]]:
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
        yield _styled(sheet, [*lead, "", "", _("Nothing was found")], is_first=True)
    for position, (rank, suggestion) in enumerate(found):
        counts["suggestions"] += 1
        counts["elsewhere"] += suggestion.is_elsewhere
        row = _styled(sheet, [*lead, *_values(rank, suggestion, theme)], is_first=position == 0)
        if suggestion.is_elsewhere:
            row[8].fill = _ELSEWHERE
        yield row


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


def _styled(sheet: Any, values: list[object], *, is_first: bool) -> list[Any]:
    cells = [
        _number(sheet, value) if isinstance(value, int | float) else _text(sheet, str(value)) for value in values
    ]
    for cell in cells if is_first else ():
        cell.border = _NEW_THEME
    return cells


def _text(sheet: Any, text: str) -> Any:
    """Always text, so that "=…" from an imported table is shown and never run."""
    cell = WriteOnlyCell(sheet, clean(text, multiline=True)[:_LONGEST])
    cell.data_type = "s"
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell


def _number(sheet: Any, value: float) -> Any:
    cell = WriteOnlyCell(sheet, value)
    cell.alignment = Alignment(vertical="top")
    return cell


def _save(book: Workbook, path: Path) -> None:
    """Beside the target first, then in its place in one step."""
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as draft:
        unfinished = Path(draft.name)
    try:
        book.save(unfinished)
        unfinished.chmod(0o666 & ~_umask())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
