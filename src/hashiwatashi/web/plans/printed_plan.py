"""The joint-research plan (共同研究計画書) on paper: purpose, themes, linked consultations, and who has agreed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hashiwatashi.common.forms_print.forms import Line, PrintedForm
from hashiwatashi.common.forms_print.texts import cut, on_one_line
from hashiwatashi.plans.models import Plan, Theme
from hashiwatashi.plans.reading import PlanSheet
from hashiwatashi.web.formats import called, day, last_day, moment

LAYOUT = Path(__file__).with_suffix(".typ")
# So much of each text stands on it: with at most twenty themes its pages are bounded.
_LINE, _PASSAGE, _LINES, _LINKED = 120, 1500, 30, 30


@dataclass(frozen=True, slots=True)
class PrintedTheme:
    """A theme: what it is called, and its lines."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedPlan(PrintedForm):
    """What the form says. ``page_of`` is how a page is numbered, with {page} and {pages}."""

    form_name: str
    number: str
    lines: tuple[Line, ...]
    themes_heading: str
    themes: tuple[PrintedTheme, ...]
    page_of: str


def plan_form(sheet: PlanSheet, *, address: str, printed_on: date) -> PrintedPlan:
    """The plan as its reader may have it."""
    plan = sheet.plan
    return PrintedPlan(
        language=get_language() or "ja",
        site=settings.SITE_NAME,
        form_name=_("Joint-research plan"),
        title=on_one_line(f"{called(plan.firm)} × {called(plan.institution)}", 2 * _LINE),
        number=plan.number,
        notice=_("For both sides only"),
        address=address,
        printed_on=_("Printed on %(day)s") % {"day": day(printed_on)},
        lines=tuple(_lines(sheet)),
        themes_heading=_("Themes"),
        themes=tuple(
            PrintedTheme(on_one_line(theme.title, 2 * _LINE), tuple(_of_theme(plan, theme)))
            for theme in sheet.edition.themes.all()
        ),
        page_of=_("Page {page} of {pages}"),
    )


def _lines(sheet: PlanSheet) -> Iterator[Line]:
    edition = sheet.edition
    yield Line(_("Version"), f"{edition.number} ／ {moment(edition.at)}")
    yield Line(_("Stage"), str(sheet.plan.get_stage_display()))
    yield Line(_("Purpose"), _passage(edition.purpose))
    yield Line(_("Next meeting"), day(edition.next_meeting) or "—")
    linked = [on_one_line(f"{one.number} {one.topic}", _LINE) for one in sheet.consultations[:_LINKED]]
    yield Line(_("Linked consultations"), "\n".join(linked) or "—")
    agreed = [f"{called(one.organisation)} {one.by} {day(one.at)}" for one in sheet.agreements]
    yield Line(_("Agreement"), "\n".join(on_one_line(one, 2 * _LINE) for one in agreed) or "—")


def _of_theme(plan: Plan, theme: Theme) -> Iterator[Line]:
    yield Line(_("State"), str(theme.get_state_display()))
    yield Line(_("Period"), f"{day(theme.since)}–{last_day(theme.until)}" if theme.since or theme.until else "—")
    yield Line(on_one_line(called(plan.firm), _LINE), _part(theme.firm_does, theme.firm_person))
    yield Line(on_one_line(called(plan.institution), _LINE), _part(theme.institution_does, theme.institution_person))
    if theme.result:
        yield Line(_("Result"), _passage(theme.result))


def _part(does: str, person: str) -> str:
    in_charge = f"{_('In charge')}: {on_one_line(person, _LINE)}" if person else ""
    return "\n".join(filter(None, (_passage(does), in_charge))) or "—"


def _passage(text: str) -> str:
    """A text of several lines, cut where it has more of them, or of characters, than there is room for."""
    lines = text.strip().splitlines()
    return cut("\n".join(lines[:_LINES]) + ("…" if len(lines) > _LINES else ""), _PASSAGE)
