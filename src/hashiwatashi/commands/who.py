"""`hashi who FUNCTION PLACE`: who answers, by name and telephone, or that nobody does."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils.translation import gettext as _

from hashiwatashi.api.duties import answered, written
from hashiwatashi.duties.enums import Function


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(who)


def who(
    function: Annotated[Function, typer.Argument(help="What it is about.")],
    place: Annotated[str, typer.Argument(help="Prefecture or municipality, by name or code.")],
    field: Annotated[str, typer.Option(help="Code of a field of technology.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of lines.")] = False,
) -> None:
    """Say who answers for something in a place; exit 1 where nobody does."""
    answer = answered(function, place, field)
    if as_json:
        typer.echo(written(answer).model_dump_json())
    elif answer.is_gap:
        typer.echo(_("Nobody has declared to answer (gap)."))
    for duty in () if as_json else answer.duties:
        line = _("%(name)s (%(organisation)s), %(reach)s, within %(days)d working days")
        reach = duty.phone or duty.mail
        values = {"name": duty.responsible, "organisation": duty.owner.name, "reach": reach, "days": duty.target_days}
        typer.echo(line % values)
    raise typer.Exit(1 if answer.is_gap else 0)
