"""What an edition of a plan says, as a value: compared, so that history tells what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db.models import Model

from hashiwatashi.plans.enums import ThemeState
from hashiwatashi.plans.models import Edition, Theme

MOST_THEMES = 20


@dataclass(frozen=True, slots=True)
class ThemeContent:
    """A row of a plan; ``until`` is the day after its last."""

    title: str
    firm_does: str = ""
    institution_does: str = ""
    firm_person: str = ""
    institution_person: str = ""
    since: date | None = None
    until: date | None = None
    state: str = ThemeState.PLANNED
    result: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """All that one edition says; ``consultations`` are keys."""

    purpose: str
    next_meeting: date | None = None
    themes: Sequence[ThemeContent] = ()
    consultations: frozenset[int] = frozenset()


THEME_FIELDS = tuple(field.name for field in fields(ThemeContent))


def label_of(model: type[Model], name: str) -> str:
    """What people call a field."""
    field: Any = model._meta.get_field(name)
    return str(field.verbose_name)


def content_of(edition: Edition) -> Content:
    """What a stored edition says."""
    return Content(
        purpose=edition.purpose,
        next_meeting=edition.next_meeting,
        themes=tuple(_theme(theme) for theme in edition.themes.all()),
        consultations=frozenset(one.pk for one in edition.consultations.all()),
    )


def _theme(theme: Theme) -> ThemeContent:
    return ThemeContent(**{name: getattr(theme, name) for name in THEME_FIELDS})
