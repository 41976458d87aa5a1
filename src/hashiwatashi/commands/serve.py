"""`hashi serve`, `hashi worker` and `hashi tick`: the processes of an installation."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from types import FrameType
from typing import Annotated

import structlog
import typer
from django.core.management import call_command
from django.db import OperationalError, close_old_connections, connection
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from hashiwatashi.common.errors import Conflict, DomainError
from hashiwatashi.matching.tasks import bring_index_up_to_date

log = structlog.get_logger(__name__)
_LOOK_EVERY_SECONDS = 1.0
_TICK_EVERY_SECONDS = 60.0
_STOP_WITHIN_SECONDS = 10.0
_KEEP_TASK_RESULTS_DAYS = 30


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(serve)
    app.command()(worker)
    app.command()(tick)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; 127.0.0.1 is this machine alone.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="Web processes.")] = 1,
    threads: Annotated[int, typer.Option(min=1, help="Threads of each web process.")] = 4,
    with_worker: Annotated[bool, typer.Option("--worker/--no-worker", help="Start the worker, too.")] = True,
) -> None:
    """Start the web server and one worker; Ctrl-C ends both."""
    run(host=host, port=port, workers=workers, threads=threads, with_worker=with_worker)


def run(
    *, host: str = "127.0.0.1", port: int = 8000, workers: int = 1, threads: int = 4, with_worker: bool = True
) -> None:
    """Start the processes and wait until one of them ends or a signal asks to stop; then end the others.

    Raises `Conflict` when the port is taken.
    """
    refuse_taken_port(host, port)
    hashi = [sys.executable, "-m", "hashiwatashi.cli"]
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    granian += ["--workers", str(workers), "--blocking-threads", str(threads), "--no-access-log"]
    commands = [[*granian, "hashiwatashi.wsgi:application"], *([[*hashi, "worker"]] if with_worker else [])]
    connection.close()
    processes: list[subprocess.Popen[bytes]] = []
    with _stopping() as stop:
        try:
            # Sessions of their own: Ctrl-C reaches this process alone, which then ends the others in order.
            processes += [subprocess.Popen(command, start_new_session=True) for command in commands]  # noqa: S603
            while not stop.wait(0.2) and all(process.poll() is None for process in processes):
                pass
        finally:
            _end(processes)
    if not stop.is_set():
        raise Conflict(_("The web server or the worker stopped by itself; see the lines above."))


def refuse_taken_port(host: str, port: int) -> None:
    """Raises `Conflict` when something else listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            message = _("Cannot listen on %(host)s port %(port)d (%(reason)s). Choose another one with --port.")
            raise Conflict(message % {"host": host, "port": port, "reason": error.strerror}) from error


def worker() -> None:
    """Do background tasks and keep the search index up to date, until stopped."""
    with _stopping() as stop:
        index = Thread(target=_follow_marks, args=(stop,), name="index")
        index.start()
        ticked_at = 0.0
        while not stop.wait(_LOOK_EVERY_SECONDS):
            with _surviving_a_busy_database():
                if DBTaskResult.objects.ready().exists():
                    call_command("db_worker", batch=True, startup_delay=False, verbosity=1)
            if time.monotonic() - ticked_at > _TICK_EVERY_SECONDS:
                ticked_at = time.monotonic()
                with _surviving_a_busy_database():
                    tick()
        index.join(_STOP_WITHIN_SECONDS)


def tick() -> None:
    """Do one round of everything that time brings; doing it twice changes nothing."""
    bring_index_up_to_date.call()
    call_command("clearsessions", verbosity=0)
    call_command("prune_db_task_results", min_age_days=_KEEP_TASK_RESULTS_DAYS, verbosity=0)
    if connection.vendor == "sqlite":
        # Without statistics SQLite sorts whole lists it could read in order; PostgreSQL keeps its own.
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA optimize=0x10002")


def _follow_marks(stop: Event) -> None:
    """Take what changed into the index within about a second."""
    while not stop.wait(_LOOK_EVERY_SECONDS):
        with _surviving_a_busy_database():
            bring_index_up_to_date.call()


@contextmanager
def _surviving_a_busy_database() -> Iterator[None]:
    """A database that is locked or restarting, or an index being rebuilt, is tried again in the next round."""
    close_old_connections()
    try:
        yield
    except (OperationalError, DomainError) as error:
        log.warning("try_again", reason=str(error))


@contextmanager
def _stopping() -> Iterator[Event]:
    """An event that SIGINT and SIGTERM set."""
    stop = Event()

    def ask(number: int, frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        stop.set()
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    """Ask each to stop; whoever does not within ten seconds is killed."""
    for process in processes:
        if process.poll() is None:
            os.kill(process.pid, signal.SIGTERM)
    for process in processes:
        try:
            process.wait(_STOP_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
