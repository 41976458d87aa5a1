"""`hashi match "…"`: the search page on the command line."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils.translation import gettext as _
from rich.console import Console
from rich.text import Text

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.matching.answers import Answer, Filters, Group, Suggestion
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.registry import owner_of, title_of
from hashiwatashi.matching.suggest import suggest

_REASONS = 5


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(match)


def match(
    text: Annotated[str, typer.Argument(help="The need, in your own words.")],
    kind: Annotated[list[Kind] | None, typer.Option(help="Only this kind; may be given again.")] = None,
    prefecture: Annotated[list[str] | None, typer.Option(help="Only here: code or name; may be given again.")] = None,
    home: Annotated[str, typer.Option(help="Your own prefecture: what lies elsewhere is marked.")] = "",
    literally: Annotated[bool, typer.Option(help="By the words alone, not by what they mean.")] = False,
    broadly: Annotated[bool, typer.Option(help="Also what shares only words that say little.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="So many of each kind.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of lines.")] = False,
) -> None:
    """Find who in the whole country can help with a need, as anybody without a login sees it."""
    answer = suggest(
        text,
        visitor=AnonymousUser(),
        home=prefecture_named(home) if home else None,
        filters=Filters(
            prefectures=tuple(prefecture_named(name).code for name in prefecture or ()),
            literally=literally,
            broadly=broadly,
        ),
        kinds=tuple(kind or Kind),
        per_kind=limit,
    )
    if as_json:
        typer.echo(json.dumps(_as_dict(answer), ensure_ascii=False))
    else:
        _print(answer)


def prefecture_named(name: str) -> Prefecture:
    """The prefecture of a code ("04"), a name ("宮城県", "宮城") or an English name. Raises `InvalidInput`."""
    name = name.strip()
    wanted = Q(code=name) | Q(name=name) | Q(name_en__iexact=name)
    for ending in "都府県":
        wanted |= Q(name=f"{name}{ending}")
    found = Prefecture.objects.filter(wanted).first()
    if found is None:
        raise InvalidInput(
            _("“%(name)s” is not a prefecture. Write its code (04) or its name (宮城県).") % {"name": name},
            field="prefecture",
        )
    return found


def _print(answer: Answer) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for area in answer.wishes.prefectures:
        console.print(_("Only in %(place)s, as your text says; --literally searches everywhere.") % {"place": area})
    for group in answer.groups:
        if group.suggestions or group.best_elsewhere:
            _print_group(console, group)
    if not answer.total:
        console.print(_("Nothing was found. Try other words, or fewer."))


def _print_group(console: Console, group: Group) -> None:
    console.print()
    console.print(Text(f"{group.kind.label} ({group.total:,})", style="bold underline"))
    for number, found in enumerate(group.suggestions, start=1):
        _print_hit(console, f"{number}.", found)
    if group.best_elsewhere:
        _print_hit(console, _("Best from elsewhere"), group.best_elsewhere)


def _print_hit(console: Console, lead: str, found: Suggestion) -> None:
    where = " ".join(part for part in (owner_of(found.record), str(found.prefecture or "")) if part)
    mark = f" [{_('Elsewhere')}]" if found.is_elsewhere else ""
    number = f" ×{found.number}" if found.others else ""
    console.print(Text.assemble(f"{lead} ", (title_of(found.record), "bold"), f"{number}  {where}{mark}"))
    passage = " ".join(found.extract.text.split())
    if passage:
        console.print(Text(f"   {passage}", style="dim"))
    if found.why:
        parts = (f"{part.word} ({part.field} {part.percent:.0f}%)" for part in found.why[:_REASONS])
        console.print(Text(f"   {_('Why')}: {' / '.join(parts)}"))


def _as_dict(answer: Answer) -> dict[str, Any]:
    return {
        "text": answer.text,
        "total": answer.total,
        "groups": [_group_as_dict(group) for group in answer.groups],
        "facets": answer.facets,
        "meant": {
            "instruments": [kind.key for kind in answer.meant.instruments],
            "methods": [method.key for method in answer.meant.ways],
            "prefectures": [area.code for area in answer.wishes.prefectures],
            "open_to_outsiders": answer.wishes.open_to_outsiders,
            "missing_model": answer.wishes.missing_model,
        },
    }


def _group_as_dict(group: Group) -> dict[str, Any]:
    return {
        "kind": group.kind.value,
        "total": group.total,
        "suggestions": [_hit_as_dict(found) for found in group.suggestions],
        "best_elsewhere": _hit_as_dict(group.best_elsewhere) if group.best_elsewhere else None,
    }


def _hit_as_dict(found: Suggestion) -> dict[str, Any]:
    return {
        "uid": str(found.record.uid),
        "title": title_of(found.record),
        "owner": owner_of(found.record),
        "prefecture": found.prefecture.code if found.prefecture else None,
        "is_elsewhere": found.is_elsewhere,
        "others": [str(other.uid) for other in found.others],
        "score": round(found.score, 6),
        "why": [{"word": part.word, "field": part.field, "percent": round(part.percent, 2)} for part in found.why],
        "passage": found.extract.text,
        "marks": [list(mark) for mark in found.extract.marks],
    }
