"""The certificate (操作技術認定証): who may operate what alone, of which level, until when, under which number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hashiwatashi.common.forms_print.forms import Line, PrintedForm
from hashiwatashi.common.forms_print.texts import on_one_line
from hashiwatashi.common.written import in_letters
from hashiwatashi.licences.models import OperatorLicence
from hashiwatashi.web.formats import called

LAYOUT = Path(__file__).with_suffix(".typ")
_LINE = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate(PrintedForm):
    """What the certificate says."""

    number: str
    issued_on: str
    holder: str
    issuer: str
    sentence: str
    lines: tuple[Line, ...]


def certificate_form(record: OperatorLicence, *, address: str, printed_on: date) -> Certificate:
    """The certificate of a licence that is valid."""
    return Certificate(
        language=get_language() or "ja",
        site=settings.SITE_NAME,
        title=_("Certificate of operating skill"),
        number=record.number,
        issued_on=in_letters(record.issued_on),
        holder=on_one_line(str(record.person), _LINE) + _(" (holder)"),
        issuer=on_one_line(called(record.owner), _LINE),
        sentence=_("This is to certify that the above person may operate the following equipment alone."),
        notice=_("For the holder and the institution"),
        address=address,
        printed_on=_("Printed on %(day)s") % {"day": in_letters(printed_on)},
        lines=tuple(_lines(record)),
    )


def _lines(record: OperatorLicence) -> Iterator[Line]:
    if record.equipment is not None:
        yield Line(_("Equipment"), on_one_line(called(record.equipment), _LINE))
    else:
        yield Line(_("Class of equipment"), on_one_line(str(record.equipment_class), _LINE))
    yield Line(_("Level"), str(record.level))
    yield Line(_("Valid until (last day)"), in_letters(record.expires_on))
    if record.course is not None:
        yield Line(_("Course"), on_one_line(record.course.title, _LINE))
