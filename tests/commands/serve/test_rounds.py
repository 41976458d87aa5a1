"""What the worker does again and again, and that nothing it meets ends it."""

import datetime
import os
import subprocess
import sys
from threading import Event, Thread

import pytest
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from tests.factories import OrganisationFactory

from hashiwatashi.commands import serve
from hashiwatashi.common.audit import trail
from hashiwatashi.matching.tasks import bring_index_up_to_date
from hashiwatashi.organisations.events import OrganisationEvent


@pytest.mark.parametrize("error", [OperationalError("locked"), ValueError("a record nobody foresaw")])
def test_the_worker_goes_on_after_a_failed_round(monkeypatch, error):
    monkeypatch.setattr(serve, "_LOOK_EVERY_SECONDS", 0.001)
    stop, rounds = Event(), []

    def work():
        rounds.append(1)
        if len(rounds) == 1:
            raise error
        stop.set()

    thread = Thread(target=serve.again_and_again, args=(work, stop))
    thread.start()
    thread.join(20)
    assert len(rounds) == 2


def test_a_task_whose_worker_died_is_given_up_after_hours(db):
    bring_index_up_to_date.enqueue()
    task = DBTaskResult.objects.get()
    task.claim("worker")
    serve.give_up_lost_tasks()
    assert DBTaskResult.objects.running().count() == 1
    DBTaskResult.objects.update(started_at=timezone.now() - datetime.timedelta(hours=7))
    serve.give_up_lost_tasks()
    assert (DBTaskResult.objects.running().count(), DBTaskResult.objects.failed().count()) == (0, 1)


def test_the_head_of_the_trail_is_noted_and_mailed_once_a_day(db, settings, tmp_path, mailoutbox):
    settings.HASHI_HOME, settings.AUDIT_MAIL = tmp_path, "audit@example.jp"
    trail.record(OrganisationEvent.CHANGED, OrganisationFactory(), by=trail.SystemActor("test"))
    serve.note_audit_head()
    serve.note_audit_head()
    (message,) = mailoutbox
    assert message.to == ["audit@example.jp"]
    assert trail.AuditEvent.objects.get().hash in message.body


def test_a_signal_stops_whoever_holds_the_lock_of_the_event_at_that_moment():
    """In a process of its own: it would wait for itself for ever."""
    code = """
import signal, django
django.setup()
from hashiwatashi.commands.serve import _stopping
with _stopping() as stop:
    with stop._cond:
        signal.raise_signal(signal.SIGTERM)
    assert stop.wait(10)
"""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "hashiwatashi.settings"}
    assert subprocess.run([sys.executable, "-c", code], timeout=60, env=environment, check=False).returncode == 0
