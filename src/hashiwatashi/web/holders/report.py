"""The report of a hand-over (担当交代引継書): who passed what to whom, with room for two signatures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hashiwatashi.common.forms_print.forms import Line, PrintedForm
from hashiwatashi.common.forms_print.texts import cut, on_one_line
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


def report_of(handover: Handover, passed: Sequence[Charge], *, address: str, day: date) -> Report:
    """The report in the language of the page."""
    more = _("… and %(count)d more") % {"count": len(passed) - _MOST} if len(passed) > _MOST else ""
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
            Line(_("Records"), str(len(passed))),
        ),
        note=Line(_("Note to the successor"), cut(handover.note, 3000)),
        columns=(_("No."), _("Kind"), _("Name or title")),
        rows=tuple(
            (str(number), str(rooms()[one.kind].title), on_one_line(one.title, 90))
            for number, one in enumerate(passed[:_MOST], start=1)
        ),
        more=more,
        signatures=(_("Predecessor"), _("Successor"), _("Superior")),
    )
