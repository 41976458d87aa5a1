"""An installation's own questions for the vocabulary: a sheet of questions and the kinds of instrument for each."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from hashiwatashi.common.folding import fold
from hashiwatashi.common.texts import clean
from hashiwatashi.equipment.vocabulary import Question, own_questions_file, vocabulary
from hashiwatashi.exchange.errors import UnusableFile
from hashiwatashi.exchange.reading.characters import decode
from hashiwatashi.exchange.reading.rows import read_rows
from hashiwatashi.exchange.reading.trouble import Trouble

_HEADINGS = {
    "ja": ("ja", "質問", "日本語"),
    "en": ("en", "英語", "英文"),
    "kinds": ("kinds", "装置の種類", "機器の種類", "装置"),
}
_LONGEST, _MOST_KINDS = 200, 6
_TEXTS = frozenset({".csv", ".tsv", ".txt"})


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line of the sheet that cannot be taken, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class QuestionSheet:
    """What a sheet holds: its questions, and the lines that must be mended before it can be used."""

    questions: tuple[Question, ...]
    refusals: tuple[Refusal, ...]


def read_questions(path: Path) -> QuestionSheet:
    """Read a CSV or Excel sheet with the columns ja (or 質問), en (英語; may be missing) and kinds (装置の種類): keys
    or names of kinds, the most useful first, parted by semicolons. Raises `UnusableFile`."""
    rows = _rows(path)
    columns = _columns(rows[0][1] if rows else ())
    questions: list[Question] = []
    refusals: list[Refusal] = []
    lines: dict[str, int] = {}
    for line, row in rows[1:]:
        cells = {name: _tidy(row[at]) if at < len(row) else "" for name, at in columns.items()}
        if not any(cells.values()):
            continue
        reasons = [*_reasons(cells), *_seen(cells["ja"], line, lines)]
        if reasons:
            refusals += [Refusal(line, reason) for reason in reasons]
        else:
            questions.append(Question(cells["ja"], cells.get("en", ""), tuple(_keys(cells["kinds"]))))
    if not questions and not refusals:
        raise UnusableFile(_("%(path)s holds no question.") % {"path": path.name})
    return QuestionSheet(tuple(questions), tuple(refusals))


def _rows(path: Path) -> list[tuple[int, Sequence[str]]]:
    """(line, cells). Of a text file the delimiter is told by its first line, since cells of kinds hold semicolons."""
    if path.suffix.lower() not in _TEXTS:
        return [(row.line, row.cells) for row in read_rows(path)]
    try:
        text = decode(path.read_bytes())
    except Trouble as trouble:
        raise UnusableFile(_(trouble.message) % trouble.values) from trouble
    except OSError as error:
        raise UnusableFile(f"{path.name}: {error.strerror}") from error
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter)
    return [(reader.line_num, cells) for cells in reader]


def _tidy(cell: str) -> str:
    """One line without control characters."""
    return " ".join(clean(cell).split())


def use_questions(questions: Sequence[Question]) -> Path:
    """Put questions in the place of those that the installation had, which are kept beside them."""
    path = own_questions_file()
    written = io.StringIO()
    sheet = csv.writer(written, lineterminator="\n")
    sheet.writerow(["ja", "en", "kinds"])
    sheet.writerows([one.ja, one.en, ";".join(one.kinds)] for one in questions)
    fresh = path.with_suffix(".new")
    fresh.write_text(written.getvalue(), encoding="utf-8")
    if path.is_file():
        path.replace(_former(path))
    fresh.replace(path)
    return path


def undo_questions() -> bool:
    """Put the former questions back, and the present ones in their place; False where nothing was ever put in."""
    path = own_questions_file()
    former = _former(path)
    if not former.is_file():
        if not path.is_file():
            return False
        path.replace(former)
        return True
    aside = path.with_suffix(".new")
    if path.is_file():
        path.replace(aside)
    former.replace(path)
    if aside.is_file():
        aside.replace(former)
    return True


def _former(path: Path) -> Path:
    return path.with_name("questions.former.csv")


def _columns(header: Sequence[str]) -> dict[str, int]:
    """Field → the place of its column."""
    given = [fold(cell) for cell in header]
    found = {
        name: given.index(heading) for name, headings in _HEADINGS.items() for heading in headings if heading in given
    }
    if missing := [_HEADINGS[name][1] for name in ("ja", "kinds") if name not in found]:
        raise UnusableFile(
            _("The first line must name the columns 質問 and 装置の種類 (or ja and kinds); missing: %(missing)s.")
            % {"missing": "、".join(missing)}
        )
    return found


def _reasons(cells: dict[str, str]) -> Iterator[str]:
    if not any(letter.isalnum() for letter in cells["ja"]):
        yield _("The question is empty.")
    if len(cells["ja"]) > _LONGEST or len(cells.get("en", "")) > _LONGEST:
        yield _("A question has at most %(number)d characters.") % {"number": _LONGEST}
    names = _names(cells["kinds"])
    if not names:
        yield _("No kind of instrument is named.")
    if len(names) > _MOST_KINDS:
        yield _("A question has at most %(number)d kinds of instrument.") % {"number": _MOST_KINDS}
    for name in names:
        if _key(name) is None:
            near = difflib.get_close_matches(fold(name), _known(), n=3, cutoff=0.5)
            hint = _(" Perhaps: %(names)s") % {"names": "、".join(near)} if near else ""
            yield _("No kind of instrument is called “%(name)s”.") % {"name": name} + hint


def _seen(question: str, line: int, lines: dict[str, int]) -> Iterator[str]:
    first = lines.setdefault(fold(question), line)
    if first != line and question:
        yield _("The same question stands in line %(line)d.") % {"line": first}


def _names(cell: str) -> list[str]:
    return [name.strip() for name in cell.replace("；", ";").replace("、", ";").split(";") if name.strip()]


def _keys(cell: str) -> Iterator[str]:
    yield from dict.fromkeys(key for name in _names(cell) if (key := _key(name)))


def _key(name: str) -> str | None:
    return _known().get(fold(name))


def _known() -> dict[str, str]:
    """Folded key or name of a kind → its key."""
    return {fold(name): kind.key for kind in vocabulary().kinds.values() for name in (kind.en, kind.ja, kind.key)}
