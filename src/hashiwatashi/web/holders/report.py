"""The report of a hand-over (担当交代引継書): who passed what to whom, with room for two signatures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hashiwatashi.common.forms_print.forms import Line, PrintedForm
from hashiwatashi.common.forms_print.texts import cut, on_one_line
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.holders.held import Charge
from hashiwatashi.holders.models import Handover
from hashiwatashi.web.formats import day as written
from hashiwatashi.web.rooms import rooms

LAYOUT = Path(__file__).with_suffix(".typ")
_MOST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(PrintedForm):
    """What the report says. Of more than a thousand records the first stand there, and how many more there are."""

    head: tuple[Line, ...]
    note: Line
    columns: tuple[str, ...]
    rows: tuple[tuple[str, str, str], ...]
    more: str
    signatures: tuple[str, ...]


def report_of(
    handover: Handover, passed: Sequence[Charge], cases: Sequence[Consultation], *, address: str, day: date
) -> Report:
    """The report in the language of the page; the open consultations stand first."""
    rows = [*map(_of_case, cases), *map(_of_record, passed)]
    more = _("… and %(count)d more") % {"count": len(rows) - _MOST} if len(rows) > _MOST else ""
    return Report(
        language=get_language() or "ja",
        site=settings.SITE_NAME,
        title=_("Report of a hand-over"),
        notice=_("Own organisation only"),
        address=address,
        printed_on=_("Printed on %(day)s") % {"day": written(day)},
        head=(
            Line(_("Organisation"), on_one_line(handover.organisation.name, 80)),
            Line(_("Predecessor"), on_one_line(str(handover.giver), 60)),
            Line(_("Successor"), on_one_line(str(handover.receiver), 60)),
            Line(_("On"), written(handover.on)),
            *_numbers(passed, cases),
        ),
        note=Line(_("Note to the successor"), cut(handover.note, 3000)),
        columns=(_("No."), _("Kind"), _("Name or title")),
        rows=tuple((str(number), *row) for number, row in enumerate(rows[:_MOST], start=1)),
        more=more,
        signatures=(_("Predecessor"), _("Successor"), _("Superior")),
    )


def _numbers(passed: Sequence[Charge], cases: Sequence[Consultation]) -> Iterator[Line]:
    """How much of what passes; nothing of what there is none of, but where there is nothing at all."""
    if passed or not cases:
        yield Line(_("Registered entries"), str(len(passed)))
    if cases:
        yield Line(_("Open consultations"), str(len(cases)))


def _of_record(one: Charge) -> tuple[str, str]:
    return str(rooms()[one.kind].title), on_one_line(one.title, 90)


def _of_case(one: Consultation) -> tuple[str, str]:
    due = _("answer due by %(day)s") % {"day": written(one.due_on)}
    title = f"{one.number} {on_one_line(one.topic, 60)}"
    return _("Consultation"), f"{title} ({due})" if one.owes_answer else title
