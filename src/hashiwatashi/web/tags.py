"""Words that templates use; loaded into every template by the settings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Any
from uuid import UUID

from django import template
from django.forms import BoundField
from django.template import RequestContext
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from hashiwatashi.common.written import is_by_era
from hashiwatashi.equipment.vocabulary import Named
from hashiwatashi.matching.answers import Extract, How, Why
from hashiwatashi.matching.enums import Kind
from hashiwatashi.needs.numbers import receipt_number
from hashiwatashi.web import formats, jsonld, paper
from hashiwatashi.web.bag.keeping import keys_in_bag
from hashiwatashi.web.calls.room import areas_of, limit_of
from hashiwatashi.web.reservations.times import time_of_span, time_of_use
from hashiwatashi.web.rooms import card_of, room_of

# Characters from which on half a page's width is too little.
_LONG_LINE = 300
# So many words of a match are told one by one; so many of them in one sentence.
_WORDS, _TOLD = 5, 3

register = template.Library()
register.filter("day", formats.day)
register.filter("short_day", formats.short_day)
register.filter("closing_day", formats.closing_day)
register.filter("last_day", formats.last_day)
register.filter("moment", formats.moment)
register.filter("yen", formats.yen)
register.filter("count", formats.number)
register.filter("list_of", formats.list_of)
register.filter("called", formats.called)
register.filter("card", card_of)
register.filter("fiscal_year", formats.fiscal_year)
register.filter("limit", limit_of)
register.filter("receipt_number", receipt_number)
register.filter("areas", areas_of)
register.filter("time_of_span", time_of_span)
register.filter("time_of_use", time_of_use)
register.simple_tag(is_by_era, name="by_era")


@register.filter
def marked(extract: Extract) -> SafeString:
    """A passage with its matched words highlighted; everything else is escaped."""
    pieces, end = [], 0
    for start, stop in extract.marks:
        pieces += [escape(extract.text[end:start]), format_html("<mark>{}</mark>", extract.text[start:stop])]
        end = stop
    return mark_safe("".join([*pieces, escape(extract.text[end:])]))  # noqa: S308 each piece is escaped


@dataclass(frozen=True, slots=True)
class Reason:
    """How much one word added to a match, and in which parts of the record it was found."""

    word: str
    percent: float
    fields: str


@dataclass(frozen=True, slots=True)
class Reasons:
    """The words that added most, and how many percent all the others added together (0 where it is below one)."""

    shown: list[Reason]
    rest: float


@register.filter
def by_word(why: tuple[Why, ...]) -> Reasons:
    """The parts of a match summed for each word, so that a word found in three places is told once."""
    percents: dict[str, float] = {}
    fields: dict[str, list[str]] = {}
    for part in sorted(why, key=lambda part: -part.percent):
        percents[part.word] = percents.get(part.word, 0) + part.percent
        fields.setdefault(part.word, []).append(part.field)
    words = sorted(percents, key=lambda word: -percents[word])
    shown = [Reason(word, percents[word], formats.list_of(list(dict.fromkeys(fields[word])))) for word in words]
    rest = sum(reason.percent for reason in shown[_WORDS:])
    return Reasons(shown[:_WORDS], rest if rest >= 1 else 0)


@register.filter
def in_words(why: tuple[Why, ...]) -> str:
    """One or two sentences that tell why a record fits: by its kind, and which words were found in which part of it.

    Only what added most; empty where nothing that says something is known.
    """
    told: dict[str, Why] = {}
    for part in sorted(why, key=lambda part: -part.percent):
        if part.how != How.LITTLE:
            told.setdefault(part.word, part)
    parts = list(told.values())[:_TOLD]
    kinds = [part for part in parts if part.how in {How.KIND, How.LIKE}]
    sentences = [_of_kind(part) for part in kinds]
    words: dict[str, list[str]] = {}
    for part in parts:
        if part.how == How.NEAR:
            near = _("“%(found)s”, near to “%(word)s”") % {"found": part.found, "word": part.word}
            words.setdefault(near, [])
        elif part not in kinds:
            words.setdefault(part.field, []).append(part.word)
    found = [
        _("%(field)s has “%(words)s”") % {"field": field, "words": _("”, “").join(some)} if some else field
        for field, some in words.items()
    ]
    if found:
        sentences.append(_("%(parts)s.") % {"parts": formats.list_of(found)})
    return reduce(lambda one, other: _("%(one)s %(other)s") % {"one": one, "other": other}, sentences or [""])


def _of_kind(part: Why) -> str:
    if part.how == How.LIKE:
        return _("Serves for questions like “%(question)s” (%(kind)s).") % {"question": part.found, "kind": part.word}
    if part.found:
        return _("Serves %(method)s (%(kind)s).") % {"method": part.found, "kind": part.word}
    return _("It is what was asked for: %(kind)s.") % {"kind": part.word}


@register.filter
def labels(named: Iterable[Named | Kind]) -> str:
    """The names of some methods or kinds in the page's language."""
    return formats.list_of([str(one.label) for one in named])


@register.filter
def is_wide(field: BoundField) -> bool:
    """Whether a form field wants the full width: text in several lines, or one long line."""
    is_long = (getattr(field.field, "max_length", None) or 0) >= _LONG_LINE
    return is_long or type(field.field.widget).__name__ in {"Textarea", "CheckboxSelectMultiple"}


@register.filter
def is_tick(field: BoundField) -> bool:
    """Whether a form field is one box to tick."""
    return type(field.field.widget).__name__ == "CheckboxInput"


@register.simple_tag(takes_context=True)
def structured_data(context: RequestContext, record: Any) -> SafeString:
    """The JSON-LD of a record, whose page is the present one."""
    request = context["request"]
    return jsonld.script(room_of(record).described(record), request.build_absolute_uri(request.path))


@register.simple_tag(takes_context=True)
def here_in_letters(context: RequestContext) -> str:
    """The present address as it is printed."""
    return paper.in_letters(context["request"])


@register.simple_tag(takes_context=True)
def code_of_here(context: RequestContext) -> str:
    """Where the QR code of the present address is; empty where it is too long for one."""
    return paper.code_address(context["request"])


@register.simple_tag
def now_day() -> str:
    """Today, as the page's language writes it."""
    return formats.day(timezone.localdate())


@register.simple_tag(takes_context=True)
def is_in_bag(context: RequestContext, kind: Kind, uid: UUID) -> bool:
    """Whether a record is among the visitor's candidates; asks no database."""
    return f"{kind.value}:{uid}" in keys_in_bag(context["request"])


@register.simple_tag(takes_context=True)
def here(context: RequestContext) -> str:
    """The present address with its query, to come back to."""
    return str(context["request"].get_full_path())
