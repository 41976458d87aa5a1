"""The permit (使用許可書): who may use which instrument when, on which conditions, under which number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hashiwatashi.common.forms_print.forms import Line, PrintedForm
from hashiwatashi.common.forms_print.texts import cut, on_one_line
from hashiwatashi.common.written import Reckoning, in_letters, reckoned
from hashiwatashi.reservations.licensing import licence_of
from hashiwatashi.reservations.models import Reservation
from hashiwatashi.web.formats import called
from hashiwatashi.web.reservations.times import time_of_use

LAYOUT = Path(__file__).with_suffix(".typ")
_LINE, _CONDITIONS = 160, 900


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit(PrintedForm):
    """What the permit says."""

    number: str
    issued_on: str
    addressee: str
    issuer: str
    sentence: str
    lines: tuple[Line, ...]
    conditions: Line


def permit_form(record: Reservation, *, address: str, printed_on: date) -> Permit:
    """The permit of a reservation that is permitted; a letter with a number writes years of the eras throughout."""
    with reckoned(Reckoning.ERA):
        return _form(record, address, printed_on)


def _form(record: Reservation, address: str, printed_on: date) -> Permit:
    assert record.permitted_at is not None  # what is permitted has its moment
    equipment, no_conditions = record.unit.equipment, _("None beyond the rules of use.")
    return Permit(
        language=get_language() or "ja",
        site=settings.SITE_NAME,
        title=_("Permit to use equipment"),
        number=record.permit_number,
        issued_on=in_letters(timezone.localdate(record.permitted_at)),
        addressee=on_one_line(record.who, _LINE) + _(" (addressee)"),
        issuer=on_one_line(called(equipment.owner), _LINE),
        sentence=_("The use of the equipment that was applied for is permitted as follows."),
        notice=_("For the user and the institution"),
        address=address,
        printed_on=_("Printed on %(day)s") % {"day": in_letters(printed_on)},
        lines=tuple(_lines(record)),
        conditions=Line(_("Conditions"), cut(record.conditions.strip() or no_conditions, _CONDITIONS)),
    )


def _lines(record: Reservation) -> Iterator[Line]:
    equipment, unit = record.unit.equipment, record.unit
    yield Line(_("Receipt number"), record.number)
    yield Line(_("Equipment"), on_one_line(called(equipment), _LINE))
    yield Line(_("Unit no."), f"{unit.number} ({unit.room})" if unit.room else str(unit.number))
    yield Line(_("Time of use"), time_of_use(record))
    yield Line(_("Purpose"), on_one_line(record.purpose, 2 * _LINE))
    if record.sample:
        yield Line(_("What is brought"), on_one_line(record.sample, _LINE))
    yield Line(_("How many people"), str(record.people))
    if equipment.fee_note:
        yield Line(_("Fees"), on_one_line(equipment.fee_note, 2 * _LINE))
    if record.with_instructor:
        yield Line(_("Operator licence"), _("An instructor attends."))
    elif licence := licence_of(record):
        told = _("%(number)s, valid until %(day)s")
        yield Line(_("Operator licence"), told % {"number": licence.number, "day": in_letters(licence.expires_on)})
