"""The visit memo (訪問メモ): up to twelve records of a bag on two A4 pages, to take along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from hashiwatashi.bags.models import Bag
from hashiwatashi.common.forms_print import qr
from hashiwatashi.common.forms_print.forms import Line, PrintedForm
from hashiwatashi.common.forms_print.texts import on_one_line
from hashiwatashi.web.bag.told import Told
from hashiwatashi.web.formats import day

LAYOUT = Path(__file__).with_suffix(".typ")
#: So many records have room on two pages.
MOST = 12
# So much of each text has room in the height that each record has.
_TITLE, _LINE, _ASKED, _PASSAGE, _NOTE = 44, 56, 36, 90, 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One record on the memo. ``path`` leads to its page, whose code stands beside it as the picture ``code``."""

    number: int
    kind: str
    name: str
    owner: str
    lines: tuple[Line, ...]
    path: str
    page: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Memo(PrintedForm):
    """What the memo says. ``head`` is for whom, and what is noted about the visit as a whole."""

    form_name: str
    head: tuple[Line, ...]
    visits: tuple[Visit, ...]
    left_out: str
    footnote: str


def memo_of(bag: Bag, rows: Sequence[Told], request: HttpRequest, *, printed_on: date, hidden: int = 0) -> Memo:
    """The memo of a bag in the language of the page; of ``rows`` as many as have room.

    ``hidden`` are the records of the bag that are no longer shown; their number alone is told.
    """
    return Memo(
        language=get_language() or "ja",
        site=on_one_line(settings.SITE_NAME, _TITLE),
        form_name=_("Visit memo"),
        title=on_one_line(bag.title, _TITLE),
        notice=_("Only you see this"),
        address=request.build_absolute_uri(),
        printed_on=_("Printed on %(day)s") % {"day": day(printed_on)},
        head=tuple(_head(bag)),
        visits=tuple(_visit(row, request) for row in rows[:MOST]),
        left_out=_left_out(len(rows) - MOST, hidden),
        footnote=_("What is true now stands on the page of each record."),
    )


def codes(memo: Memo) -> Mapping[str, bytes]:
    """The codes of the pages of all records on a memo, by the names of their pictures."""
    return {visit.code: qr.svg(visit.page) for visit in memo.visits}


def _head(bag: Bag) -> Iterator[Line]:
    yield from _line(_("Whom to visit"), bag.for_whom, _PASSAGE)
    yield from _line(_("Your note"), bag.note, _NOTE)


def _visit(row: Told, request: HttpRequest) -> Visit:
    return Visit(
        number=row.number,
        kind=row.kind,
        name=on_one_line(row.name, _TITLE),
        owner=on_one_line(row.owner, _TITLE),
        lines=tuple(_lines(row)),
        path=row.path,
        page=request.build_absolute_uri(row.path),
        code=f"code-{row.number}.svg",
    )


def _lines(row: Told) -> Iterator[Line]:
    yield from _line(_("Where it stands"), row.where)
    yield from _line(_("Where to ask"), row.reach)
    yield from _line(_("Terms"), row.terms, _PASSAGE)
    yield from _line(_("Fees"), row.fees)
    if not row.terms:
        yield from _line(_("In short"), row.facts)
    yield from _line(_("Your note"), row.note, _PASSAGE)
    asked = on_one_line(row.asked, _ASKED)
    yield from _line(_("Why"), _("Searched for “%(words)s”") % {"words": asked} if asked else "")


def _line(label: str, text: str, most: int = _LINE) -> Iterator[Line]:
    """One line where there is something to say."""
    if shown := on_one_line(text, most):
        yield Line(label, shown)


def _left_out(beyond: int, hidden: int) -> str:
    told = []
    if beyond > 0:
        text = ngettext("%(n)d more has no room here.", "%(n)d more have no room here.", beyond)
        told.append(text % {"n": beyond})
    if hidden:
        text = ngettext("%(n)d is no longer published.", "%(n)d are no longer published.", hidden)
        told.append(text % {"n": hidden})
    return " ".join(told)
