"""`hashi serve`, `hashi worker` and `hashi tick`: the processes of an installation.

`supervision` keeps them alive, `web` is one web process, `parents` lets none outlive its parent.
"""

from __future__ import annotations

import errno
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryFile
from threading import Event, Thread
from types import FrameType
from typing import Annotated

import structlog
import typer
from django.conf import settings
from django.core.mail import send_mail
from django.core.management import call_command
from django.db import OperationalError, close_old_connections, connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks_db.models import DBTaskResult

from hashiwatashi.commands.serve.parents import end_with_parent
from hashiwatashi.commands.serve.supervision import Part, keep_alive
from hashiwatashi.commands.serve.web import web
from hashiwatashi.common.audit import anchors
from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.common.errors import Conflict, DomainError, Unavailable
from hashiwatashi.consultations.passing import release_left
from hashiwatashi.consultations.reminders import remind_of_answers
from hashiwatashi.consultations.unread import put_away
from hashiwatashi.equipment.reminders import remind_of_unconfirmed
from hashiwatashi.firms.actions import reassess_due
from hashiwatashi.holders.cases import pass_due_cases
from hashiwatashi.joining.actions import expire_applications
from hashiwatashi.licences.reminders import remind_of_expiry
from hashiwatashi.matching.tasks import bring_index_up_to_date
from hashiwatashi.notices.actions import forget_read
from hashiwatashi.reservations.absences import mark_absent
from hashiwatashi.reservations.actions import end_holds
from hashiwatashi.reservations.guard import insist
from hashiwatashi.reservations.line import is_somebody_next
from hashiwatashi.reservations.waiting import offer_free
from hashiwatashi.technology.reminders import ask_after_unmoved
from hashiwatashi.web.notices.digest import send_digests
from hashiwatashi.web.searches.news import tell_news_of_searches
from hashiwatashi.work.actions import forget_old
from hashiwatashi.writing.drafts import forget_drafts
from hashiwatashi.writing.senders import forget_senders

log = structlog.get_logger(__name__)
_BACKLOG = 1024
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_LOOK_EVERY_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 60.0
_TICK_EVERY_SECONDS = 60.0
_STOP_WITHIN_SECONDS = 10.0
_KEEP_TASK_RESULTS_DAYS = 30
_KEEP_READ_NOTICES = timedelta(days=365)
_LONGEST_TASK = timedelta(hours=6)
#: What `hashi tick` says of each thing that it counts.
_DONE = {
    "applications": gettext_lazy("requests to be let in that ended:"),
    "holds": gettext_lazy("provisional reservations that ended:"),
    "absent": gettext_lazy("uses that did not begin:"),
    "offered": gettext_lazy("free times offered:"),
    "passed": gettext_lazy("consultations passed to successors:"),
    "released": gettext_lazy("consultations back with the colleagues:"),
    "answers": gettext_lazy("people reminded of answers:"),
    "licences": gettext_lazy("people reminded of licences:"),
    "seeds": gettext_lazy("people asked after seeds:"),
    "equipment": gettext_lazy("people reminded of equipment:"),
    "firms": gettext_lazy("firms assessed anew:"),
    "searches": gettext_lazy("people told of news for their searches:"),
    "mails": gettext_lazy("mails sent:"),
}


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(serve)
    app.command(hidden=True)(web)
    app.command()(worker)
    app.command("tick")(tick_once)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; 127.0.0.1 is this machine alone.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    processes: Annotated[int, typer.Option(min=0, help="Web processes; 0: WEB_PROCESSES, else one a core.")] = 0,
    threads: Annotated[int, typer.Option(min=0, help="Threads of each web process; 0: WEB_THREADS.")] = 0,
    with_worker: Annotated[bool, typer.Option("--worker/--no-worker", help="Start the worker, too.")] = True,
) -> None:
    """Start the web server and one worker; Ctrl-C ends both. A process that dies is started again."""
    run(host=host, port=port, processes=processes, threads=threads, with_worker=with_worker)


def run(
    *, host: str = "127.0.0.1", port: int = 8000, processes: int = 0, threads: int = 0, with_worker: bool = True
) -> None:
    """Keep the processes of an installation alive until a signal asks to stop.

    Raises `Conflict` when the port is taken, `Unavailable` when the home cannot be written to, the database lacks its
    guard against double reservations, or a web process dies again and again.
    """
    refuse_unwritable(Path(settings.HASHI_HOME))
    insist(connection)
    hashi = [sys.executable, "-m", "hashiwatashi.cli"]
    with listening(host, port) as socket_, _stopping() as stop:
        number = socket_.fileno()
        web = [*hashi, "web", str(number), "--threads", str(threads or settings.WEB_THREADS)]
        parts = [
            Part(f"web {index + 1}", web, is_vital=True, descriptors=(number,))
            for index in range(processes or settings.WEB_PROCESSES)
        ]
        if with_worker:
            parts.append(Part("worker", [*hashi, "worker"]))
        connection.close()
        keep_alive(parts, stop)


def refuse_unwritable(home: Path) -> None:
    """Raises `Unavailable` where nothing can be written: each page would fail. A full disk passes."""
    try:
        with TemporaryFile(dir=home):
            return
    except OSError as error:
        if error.errno in _FULL:
            return
        message = _("Nothing can be written to %(folder)s (%(reason)s). Give it to the account that runs hashi.")
        raise Unavailable(message % {"folder": home, "reason": error.strerror}) from error


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that listens; all web processes accept from it. Raises `Conflict` when the port is taken."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as made:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            made.bind((host, port))
            made.listen(_BACKLOG)
        except OSError as error:
            message = _("Cannot listen on %(host)s port %(port)d (%(reason)s). Choose another one with --port.")
            raise Conflict(message % {"host": host, "port": port, "reason": error.strerror}) from error
        yield made


def refuse_taken_port(host: str, port: int) -> None:
    """Raises `Conflict` when something else listens there already."""
    with listening(host, port):
        pass


def worker() -> None:
    """Do background tasks and keep the search index up to date, until stopped."""
    end_with_parent()
    with _stopping() as stop:
        index = Thread(target=again_and_again, args=(bring_index_up_to_date.call, stop), name="index")
        index.start()
        again_and_again(_Rounds(), stop)
        index.join(_STOP_WITHIN_SECONDS)


class _Rounds:
    """The tasks that wait, whose time on a waiting list is free, and once a minute what time brings."""

    def __init__(self) -> None:
        self._ticked_at = 0.0

    def __call__(self) -> None:
        if DBTaskResult.objects.ready().exists():
            call_command("db_worker", batch=True, startup_delay=False, verbosity=1)
        if is_somebody_next(timezone.now()):
            offer_free(timezone.now())
        if time.monotonic() - self._ticked_at > _TICK_EVERY_SECONDS:
            self._ticked_at = time.monotonic()
            tick()


def again_and_again(work: Callable[[], object], stop: Event) -> None:
    """Do ``work`` each second until ``stop`` is set. After a failure, whatever it was, the next try comes later.

    A database that is locked, full or restarting, or an index being rebuilt, is nothing to die of.
    """
    failures = 0
    while not stop.wait(min(_LONGEST_PAUSE_SECONDS, _LOOK_EVERY_SECONDS * 2**failures)):
        close_old_connections()
        try:
            work()
        except (OperationalError, DomainError) as error:
            failures += 1
            log.warning("try_again", reason=str(error), times=failures)
        except Exception:
            failures += 1
            log.exception("round_failed", times=failures)
        else:
            failures = 0


def tick_once() -> None:
    """Do one round of everything that time brings; doing it twice changes nothing."""
    told = [f"{_DONE[name]} {count}" for name, count in tick().items() if count]
    typer.echo(_("One round is done: %(what)s.") % {"what": _(", ").join(told) or _("nothing was due")})


def tick() -> dict[str, int]:
    """What `tick_once` does; how much of each thing was done, by the words of `_DONE`."""
    bring_index_up_to_date.call()
    note_audit_head()
    give_up_lost_tasks()
    done = _end_and_pass_on(timezone.now()) | _remind(timezone.localdate(), SystemActor("tick"))
    done["searches"] = tell_news_of_searches(now=timezone.now())
    put_away(day=timezone.localdate())
    forget_read(before=timezone.now() - _KEEP_READ_NOTICES)
    forget_old()
    forget_drafts(now=timezone.now())
    forget_senders(now=timezone.now())
    call_command("clearsessions", verbosity=0)
    call_command("prune_db_task_results", min_age_days=_KEEP_TASK_RESULTS_DAYS, verbosity=0)
    if connection.vendor == "sqlite":
        # Without statistics SQLite sorts whole lists it could read in order; PostgreSQL keeps its own.
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA optimize=0x10002")
    done["mails"] = send_digests(now=timezone.now())
    return done


def _end_and_pass_on(now: datetime) -> dict[str, int]:
    """What ends by the clock, and whose it is then; in this order."""
    day = timezone.localdate(now)
    return {
        "applications": expire_applications(now=now),
        "holds": end_holds(now),
        "absent": mark_absent(now),
        "offered": offer_free(now),
        # First to the successors: what is with nobody's successor then, goes back to the colleagues.
        "passed": pass_due_cases(day=day),
        "released": release_left(day=day, by=SystemActor("tick")),
    }


def _remind(day: date, by: SystemActor) -> dict[str, int]:
    """Whom a day reminds of something."""
    return {
        "answers": remind_of_answers(day=day, by=by),
        "licences": remind_of_expiry(day=day, by=by),
        "seeds": ask_after_unmoved(day=day, by=by),
        "equipment": remind_of_unconfirmed(day=day, by=by),
        "firms": len(reassess_due(day=day, by=by)),
    }


def note_audit_head() -> None:
    """Once a day: the head of the audit trail into its file, the log and, where one is set, a mailbox."""
    head = anchors.note(settings.HASHI_HOME, day=timezone.localdate(), key=settings.SECRET_KEY)
    if head is None:
        return
    log.info("audit_head", day=head.day, line=head.line, hash=head.hash)
    if settings.AUDIT_MAIL:
        text = _("Last line of the audit trail on %(day)s: number %(line)d, hash %(hash)s")
        values = {"day": head.day, "line": head.line, "hash": head.hash}
        send_mail(_("Head of the audit trail"), text % values, None, [settings.AUDIT_MAIL])


def give_up_lost_tasks() -> None:
    """Tasks whose worker died stay "running" for ever; after hours they count as failed."""
    for task in DBTaskResult.objects.running().filter(started_at__lt=timezone.now() - _LONGEST_TASK):
        task.set_failed(TimeoutError("The worker that had taken this task did not finish it."))
        log.error("task_lost", task=task.task_path)


@contextmanager
def _stopping() -> Iterator[Event]:
    """An event that SIGINT and SIGTERM set."""
    stop = Event()

    def ask(number: int, frame: FrameType | None) -> None:
        # The signal may come while this very thread holds the event's lock: waiting for it here would be for ever.
        Thread(target=stop.set).start()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        stop.set()
        for number, handler in before.items():
            signal.signal(number, handler)
