"""Every published R&D theme with what in the country may answer it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.matching.answers import Answer
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.suggest import Ask, answer_all
from hashiwatashi.needs.disclosure import NeedSheet, sheet_for
from hashiwatashi.needs.models import Need
from hashiwatashi.needs.querysets import NeedQuerySet

ANSWERED_BY = (Kind.EQUIPMENT, Kind.SEED, Kind.CALL)
BEST = 5


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme as the public may see it, where it comes from, and the best of each kind."""

    sheet: NeedSheet
    home: Prefecture | None
    answer: Answer


def count() -> int:
    """How many themes there are."""
    return _published().count()


def answered(*, home: Prefecture | None = None) -> Iterator[Theme]:
    """All themes with their answers, as anybody sees them; ``home`` stands in where an owner's is not known."""
    sheets = [sheet_for(need, None) for need in _published()]
    homes = [(sheet.owner.prefecture if sheet.owner else None) or home for sheet in sheets]
    asks = (Ask(_words(sheet), place) for sheet, place in zip(sheets, homes, strict=True))
    answers = answer_all(asks, visitor=AnonymousUser(), kinds=ANSWERED_BY, per_kind=BEST)
    for sheet, place, answer in zip(sheets, homes, answers, strict=True):
        yield Theme(sheet, place, answer)


def _published() -> NeedQuerySet:
    """Without those that say nothing: an empty text would browse the catalogue."""
    themes = Need.objects.visible_to(AnonymousUser()).published_themes().exclude(title="")
    return themes.for_lists().order_by("title", "pk")


def _words(sheet: NeedSheet) -> str:
    """Title and text; a text that begins with the title says it only once."""
    return sheet.text if sheet.text.startswith(sheet.title) else f"{sheet.title}\n{sheet.text}".strip()
