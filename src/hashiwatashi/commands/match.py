"""`hashi match "…"`: the search page on the command line."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils.translation import gettext as _
from ninja.responses import NinjaJSONEncoder
from rich.console import Console
from rich.text import Text

from hashiwatashi.api.match import written
from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.matching.answers import Answer, Filters, Group, Suggestion
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.registry import owner_of, title_of
from hashiwatashi.matching.suggest import suggest
from hashiwatashi.matching.wishes import Wish

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
    ignored: Annotated[
        list[Wish] | None,
        typer.Option(help="A bound that the text names and that shall not hold; may be given again."),
    ] = None,
    broadly: Annotated[bool, typer.Option(help="Also what shares only words that say little.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="So many of each kind.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of lines.")] = False,
) -> None:
    """Find who in the whole country can help with a need, as anybody without a login sees it."""
    if not text.strip():
        raise InvalidInput(_("Write what you need, in your own words."), field="text")
    answer = suggest(
        text,
        visitor=AnonymousUser(),
        home=prefecture_named(home) if home else None,
        filters=Filters(
            prefectures=tuple(prefecture_named(name).code for name in prefecture or ()),
            literally=literally,
            broadly=broadly,
            ignored=frozenset(ignored or ()),
        ),
        kinds=tuple(kind or Kind),
        per_kind=limit,
    )
    if as_json:
        typer.echo(json.dumps(_as_dict(answer), ensure_ascii=False, cls=NinjaJSONEncoder))
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
        console.print(_("No matches. Try other words, or fewer."))


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
    """The answer as the API gives it; each hit also with what a line of a shell script wants to name it by."""
    told = written(answer).model_dump()
    for group, shown in zip(answer.groups, told["groups"], strict=True):
        shown["suggestions"] = [
            _named(hit, found) for hit, found in zip(shown.pop("hits"), group.suggestions, strict=True)
        ]
        if group.best_elsewhere:
            _named(shown["best_elsewhere"], group.best_elsewhere)
    return {**told, "total": answer.total}


def _named(hit: dict[str, Any], found: Suggestion) -> dict[str, Any]:
    names = {"uid": str(found.record.uid), "title": title_of(found.record), "owner": owner_of(found.record)}
    hit.update(names, passage=found.extract.text)
    return hit
