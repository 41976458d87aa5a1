"""The letter with the code, to the registered address of a firm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hashiwatashi.common.forms_print.forms import PrintedForm, pdf
from hashiwatashi.common.forms_print.texts import on_one_line
from hashiwatashi.joining.models import LETTER_DAYS, Application
from hashiwatashi.web.formats import day as written

LAYOUT = Path(__file__).with_suffix(".typ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter(PrintedForm):
    """What the letter says; it leaves the site on paper alone."""

    postcode: str
    to_address: str
    to_name: str
    body: tuple[str, ...]
    code_label: str
    code: str


def letter_pdf(application: Application, code: str, *, address: str, day: date) -> bytes:
    """One A4 page whose head fits the window of a 長形3号 envelope."""
    organisation = application.organisation
    assert organisation is not None  # only firms of the register are written to
    last = written(day + timedelta(days=LETTER_DAYS))
    form = Letter(
        language=get_language() or "ja",
        site=settings.SITE_NAME,
        title=_("Code to confirm who acts for your firm"),
        notice=_("To the representative"),
        address=address,
        printed_on=written(day),
        postcode=f"〒{organisation.postcode[:3]}-{organisation.postcode[3:]}" if organisation.postcode else "",
        to_address=on_one_line(f"{organisation.prefecture or ''}{organisation.address}", 120),
        to_name=on_one_line(organisation.name, 80),
        body=(
            _("%(name)s asked on %(site)s to act for your firm.")
            % {"name": on_one_line(application.full_name, 60), "site": settings.SITE_NAME},
            _("If this is right, hand the code below to that person, who enters it at the address below."),
            _("The code works until %(day)s.") % {"day": last},
            _("If you know nothing of it, throw this letter away: without the code nobody is let in."),
        ),
        code_label=_("Code"),
        code=code,
    )
    return pdf(form, LAYOUT)
