"""`hashi`: the command line of the platform. Each group of commands is a module of `hashiwatashi.commands`."""

from __future__ import annotations

import errno
import importlib
import os
import pkgutil
import sys

import typer

_MACHINE = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EIO})
# What commands share is no group of commands.
_SHARED = frozenset({"progress", "whole"})


def collect() -> typer.Typer:
    """Every command; Django must be set up."""
    # Modules of commands import models, so they can be found only now.
    from hashiwatashi import commands

    app = typer.Typer(help="橋渡し hashiwatashi", no_args_is_help=True, pretty_exceptions_enable=False)
    names = {module.name for module in pkgutil.iter_modules(commands.__path__)}
    for name in sorted(names - _SHARED):
        importlib.import_module(f"hashiwatashi.commands.{name}").register(app)
    return app


def main() -> None:
    """Set Django up and run the command asked for. A refusal is printed with how to mend it, exit code 2; what the
    machine refuses is printed in its own words, exit code 1."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hashiwatashi.settings")
    # Django must be set up before any module with models is imported, so these imports stand here.
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        sys.exit(f"hashi: {error}")
    from django.db import OperationalError

    from hashiwatashi.common.errors import DomainError

    try:
        collect()()
    except DomainError as error:
        typer.echo(f"hashi: {error}", err=True)
        sys.exit(2)
    except OSError as error:
        # The machine's, not ours: a full disk, a folder of somebody else. Anything else keeps its traceback.
        if error.errno not in _MACHINE:
            raise
        typer.echo(f"hashi: {error.filename or ''}: {error.strerror}", err=True)
        sys.exit(1)
    except OperationalError as error:
        # Locked, full, read-only, not there: `hashi doctor` tells what to do.
        typer.echo(f"hashi: {str(error).strip()} (hashi doctor)", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
