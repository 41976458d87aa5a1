"""The consultation sheet (技術相談票): what was asked, who answers until when, and all that was said and done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from hashiwatashi.common import photo_files
from hashiwatashi.common.forms_print.forms import Line, PrintedForm
from hashiwatashi.common.forms_print.texts import cut, on_one_line
from hashiwatashi.consultations.enums import EntryKind
from hashiwatashi.consultations.models import Consultation, ConsultationPhoto, Entry
from hashiwatashi.people.models import Account
from hashiwatashi.web.consultations.history import Passage
from hashiwatashi.web.consultations.shown import Sheet
from hashiwatashi.web.formats import called, day, moment

LAYOUT = Path(__file__).with_suffix(".typ")
# So much of each text stands on the sheet, and so many lines of the history, the newest: its pages are bounded.
_LINE, _PASSAGE, _ENTRY, _ENTRIES = 120, 2000, 1500, 60
_LINES = 40


@dataclass(frozen=True, slots=True)
class Said:
    """A line of the history: when, what kind and by whom, and what was said."""

    head: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationSheet(PrintedForm):
    """What the sheet says. ``page_of`` is how a page is numbered, with {page} and {pages}."""

    form_name: str
    number: str
    lines: tuple[Line, ...]
    question: Line
    photos_heading: str
    history_heading: str
    history: tuple[Said, ...]
    left_out: str
    result: Line
    page_of: str


def sheet_form(sheet: Sheet, *, address: str, printed_on: date) -> ConsultationSheet:
    """The sheet as its reader may have it: of whoever asked without the notes among colleagues and the time spent."""
    record = sheet.record
    # The question itself stands above the history.
    lines = [one for one in sheet.history if not _is_question(one.entry, record)]
    shown = lines[-_ENTRIES:]
    left_out = len(lines) - len(shown)
    told = _("%(number)d older lines stand on the page at the address below.") % {"number": left_out}
    return ConsultationSheet(
        language=get_language() or "ja",
        site=settings.SITE_NAME,
        form_name=_("Consultation sheet"),
        title=on_one_line(record.topic, _LINE),
        number=record.number,
        notice=_("For colleagues only") if sheet.is_staff else _("For whoever asked"),
        address=address,
        printed_on=_("Printed on %(day)s") % {"day": day(printed_on)},
        lines=tuple(_lines(sheet)),
        question=Line(_("Question"), _passage(record.text or record.topic, _PASSAGE)),
        photos_heading=_("Photos"),
        history_heading=_("History"),
        history=tuple(_said(one, is_staff=sheet.is_staff) for one in shown),
        left_out=told if left_out else "",
        result=Line(_("What helped"), _passage(record.result, _PASSAGE)),
        page_of=_("Page {page} of {pages}"),
    )


def photos_of(sheet: Sheet) -> list[ConsultationPhoto]:
    """The photos of the lines that the reader may read; a consultation has `MOST_PHOTOS` at most."""
    return [photo for one in sheet.history if one.entry for photo in one.entry.photos.all()]


def pictures_of(sheet: Sheet) -> dict[str, bytes]:
    """Their small pictures for the paper, under the names that the layout uses; a file that is gone is left out."""
    paths = [photo_files.path_of(photo, "thumbnail") for photo in photos_of(sheet)]
    return {f"photo-{place:02}.jpg": path.read_bytes() for place, path in enumerate(paths) if path.exists()}


def _lines(sheet: Sheet) -> Iterator[Line]:
    record = sheet.record
    yield Line(_("Receipt number"), record.number)
    yield Line(_("Kind"), f"{record.get_kind_display()} ／ {record.get_channel_display()}")
    yield Line(_("Stage"), str(record.get_stage_display()))
    yield Line(_("Received"), moment(record.asked_at))
    yield Line(_("Answer due by"), day(record.due_on))
    yield from _line(_("First answered"), moment(record.first_answered_at) if record.first_answered_at else "")
    yield from _line(_("Closed on"), moment(record.closed_at) if record.closed_at else "")
    yield Line(_("Who asks"), on_one_line(record.who_asks, _LINE) or "—")
    yield Line(_("Place"), f"{record.prefecture} {record.municipality.name if record.municipality else ''}".strip())
    if sheet.is_staff:
        yield from _line(_("Contact"), f"{record.contact_phone} {record.contact_mail}")
        yield from _line(_("Why it is urgent"), record.urgency)
    yield Line(_("Not to be disclosed"), _secrecy(record))
    yield Line(_("Held by"), on_one_line(called(record.holder), _LINE))
    yield Line(_("Person in charge"), str(record.officer) if record.officer else _("Nobody in charge yet"))
    if sheet.is_staff:
        yield Line(_("Time spent"), _("%(minutes)d minutes") % {"minutes": sheet.minutes})


def _secrecy(record: Consultation) -> str:
    """What BR-M-09 has to be asked and told: whether, what and why."""
    return on_one_line(record.secrecy, _PASSAGE) if record.is_confidential else _("No wish was told.")


def _is_question(entry: Entry | None, record: Consultation) -> bool:
    return entry is not None and entry.kind == EntryKind.QUESTION and entry.at == record.asked_at


def _said(one: Passage, *, is_staff: bool) -> Said:
    if one.entry:
        return Said(_head(one.entry, one.writer, is_staff=is_staff), _passage(one.entry.text, _ENTRY))
    return Said(on_one_line(f"{moment(one.at)} ／ {one.done}", 2 * _LINE), _passage(one.reason, _ENTRY))


def _head(entry: Entry, writer: Account | None, *, is_staff: bool) -> str:
    who = called(entry.organisation) if entry.organisation else ""
    parts = [moment(entry.at), str(entry.get_kind_display()), who]
    if photos := len(entry.photos.all()):
        parts.append(ngettext("%(number)d photo", "%(number)d photos", photos) % {"number": photos})
    if is_staff:
        parts += [str(writer or ""), "" if entry.is_open else _("among colleagues")]
        parts += [_("%(minutes)d minutes") % {"minutes": entry.minutes} if entry.minutes else ""]
    return on_one_line(" ／ ".join(filter(None, parts)), 2 * _LINE)


def _passage(text: str, most: int) -> str:
    """A text of several lines, cut where it has more of them, or of characters, than the sheet has room for."""
    lines = text.strip().splitlines()
    return cut("\n".join(lines[:_LINES]) + ("…" if len(lines) > _LINES else ""), most)


def _line(label: str, text: str) -> Iterator[Line]:
    """One line where there is something to say."""
    if shown := on_one_line(text, 3 * _LINE):
        yield Line(label, shown)
