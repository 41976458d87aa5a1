"""Processes that die are started again; none outlives the one that started it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Event, Thread

import pytest

from hashiwatashi.commands.serve import refuse_unwritable, supervision
from hashiwatashi.commands.serve.supervision import Part, keep_alive
from hashiwatashi.common.errors import Unavailable

# Writes down that it runs, and waits to be ended.
LIVES = "import pathlib,sys,time,os; pathlib.Path(sys.argv[1], str(os.getpid())).touch(); time.sleep(60)"
DIES = "import pathlib,sys,os; pathlib.Path(sys.argv[1], str(os.getpid())).touch(); sys.exit(3)"


def wait_for(found, bound=20.0):
    """What ``found`` gives once it gives something."""
    deadline = time.monotonic() + bound
    while not (value := found()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)
    return value


def seen(folder, count):
    return lambda: [int(path.name) for path in folder.iterdir()] if len(list(folder.iterdir())) >= count else []


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_killed_part_is_started_again_and_all_end_with_the_supervisor(tmp_path):
    stop = Event()
    parts = [Part("part", [sys.executable, "-c", LIVES, str(tmp_path)], is_vital=True)]
    supervisor = Thread(target=keep_alive, args=(parts, stop))
    supervisor.start()
    try:
        first = wait_for(seen(tmp_path, 1))[0]
        os.kill(first, signal.SIGKILL)
        pids = wait_for(seen(tmp_path, 2))
    finally:
        stop.set()
        supervisor.join(20)
    assert [is_alive(pid) for pid in pids] == [False, False]


def test_the_supervisor_gives_up_when_a_vital_part_cannot_live(tmp_path, monkeypatch):
    monkeypatch.setattr(supervision, "_FIRST_PAUSE_SECONDS", 0.01)
    with pytest.raises(Unavailable, match="web 1"):
        keep_alive([Part("web 1", [sys.executable, "-c", DIES, str(tmp_path)], is_vital=True)], Event())
    assert len(list(tmp_path.iterdir())) == 6


def test_a_part_that_is_not_vital_ends_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(supervision, "_FIRST_PAUSE_SECONDS", 0.01)
    folders = [tmp_path / name for name in ("web", "worker")]
    for folder in folders:
        folder.mkdir()
    stop = Event()
    parts = [
        Part("web", [sys.executable, "-c", LIVES, str(folders[0])], is_vital=True),
        Part("worker", [sys.executable, "-c", DIES, str(folders[1])]),
    ]
    supervisor = Thread(target=keep_alive, args=(parts, stop))
    supervisor.start()
    try:
        wait_for(seen(folders[1], 7))
        assert is_alive(wait_for(seen(folders[0], 1))[0])
    finally:
        stop.set()
        supervisor.join(20)
    assert len(list(folders[0].iterdir())) == 1


def test_a_process_ends_soon_after_the_one_that_started_it_was_killed(tmp_path):
    child = (
        "import django; django.setup(); import pathlib,sys,time,os;"
        "from hashiwatashi.commands.serve.parents import end_with_parent;"
        "end_with_parent(); pathlib.Path(sys.argv[1], str(os.getpid())).touch(); time.sleep(60)"
    )
    parent = (
        "import os,subprocess,sys; os.environ['HASHI_PARENT'] = str(os.getpid());"
        "subprocess.Popen([sys.executable, '-c', sys.argv[2], sys.argv[1]], start_new_session=True).wait()"
    )
    process = subprocess.Popen([sys.executable, "-c", parent, str(tmp_path), child])
    try:
        pid = wait_for(seen(tmp_path, 1))[0]
    finally:
        process.kill()
        process.wait()
    wait_for(lambda: not is_alive(pid))


def test_a_home_that_cannot_be_written_to_is_refused_with_a_sentence():
    # Not even root can make a file there.
    with pytest.raises(Unavailable, match="/proc/self"):
        refuse_unwritable(Path("/proc/self"))
