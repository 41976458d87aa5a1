"""`hashi vocabulary check|use|undo`: an installation's own questions, each with the kinds of instrument for it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hashiwatashi.equipment import vocabulary as known
from hashiwatashi.equipment.vocabulary import Question
from hashiwatashi.exchange.questions import QuestionSheet, read_questions, undo_questions, use_questions
from hashiwatashi.matching.examples import changes

# More lines help nobody on a terminal.
_SHOWN = 40
# To try one takes a tenth of a second.
_LOOKED_AT = 100
Sheet = Annotated[Path, typer.Argument(help="CSV or Excel with the columns 質問, 装置の種類 and, if any, 英語.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help="Your own questions and what answers them.", no_args_is_help=True)
    for command in (check, use, undo):
        group.command()(command)
    app.add_typer(group, name="vocabulary")


def check(file: Sheet) -> None:
    """Say what is wrong with a sheet, and which questions would be answered otherwise with it; writes nothing."""
    _tell(_read(file).questions)


def use(file: Sheet) -> None:
    """Put the questions of a sheet in the place of those you added before; restart `hashi serve` afterwards."""
    questions = _read(file).questions
    _tell(questions)
    path = use_questions(questions)
    typer.echo(
        _("Kept in %(path)s. Restart hashi serve so that it is used; undo: hashi vocabulary undo") % {"path": path}
    )


def undo() -> None:
    """Put back the questions that the last `use` replaced; once more, and it is undone."""
    if undo_questions():
        typer.echo(_("The former questions are in force again. Restart hashi serve so that they are used."))
    else:
        typer.echo(_("No questions of your own were ever added."))


def _read(file: Path) -> QuestionSheet:
    sheet = read_questions(file)
    if sheet.refusals:
        for refusal in sheet.refusals[:_SHOWN]:
            typer.echo(_("Line %(line)d: %(reason)s") % {"line": refusal.line, "reason": refusal.reason}, err=True)
        if len(sheet.refusals) > _SHOWN:
            typer.echo(_("… and %(count)d more") % {"count": len(sheet.refusals) - _SHOWN}, err=True)
        raise typer.Exit(2)
    return sheet


def _tell(questions: tuple[Question, ...]) -> None:
    made = changes(questions[:_LOOKED_AT])
    count = len(questions)
    typer.echo(ngettext("%(count)d question.", "%(count)d questions.", count) % {"count": count})
    if count > _LOOKED_AT:
        typer.echo(_("Of these the first %(count)d are tried.") % {"count": _LOOKED_AT})
    typer.echo(_("Answered otherwise with them:") if made else _("Nothing changes."))
    for change in made[:_SHOWN]:
        typer.echo(f"  {change.question}\n    {_labels(change.before)} → {_labels(change.after)}")
    if len(made) > _SHOWN:
        typer.echo(_("… and %(count)d more") % {"count": len(made) - _SHOWN})


def _labels(kinds: tuple[str, ...]) -> str:
    named = known.vocabulary().kinds
    return "・".join(named[kind].label for kind in kinds) or _("nothing")
