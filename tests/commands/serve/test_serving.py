"""The real server: slow and greedy clients, killed processes, a stop."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from django.db import connection


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A server with an empty database of its own; its port and its process."""
    if connection.vendor != "sqlite":
        pytest.skip("serves a database of its own, which is an SQLite file")
    home = tmp_path_factory.mktemp("served")
    environment = {**os.environ, "HASHI_HOME": str(home), "DATABASE_URL": "", "WEB_THREADS": "2"}
    hashi = [sys.executable, "-m", "hashiwatashi.cli"]
    subprocess.run([*hashi, "migrate"], env=environment, check=True, capture_output=True, timeout=120)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [*hashi, "serve", "--port", str(port), "--processes", "2"]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        answers(port)
        yield port, process
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()


def answers(port, bound=60.0):
    """Waits until the server answers; returns the status of a page."""
    deadline = time.monotonic() + bound
    while True:
        try:
            return get(port).status
        except OSError:
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.1)


def get(port, path="/help/"):
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    client.request("GET", path)
    return client.getresponse()


def begun(port, head):
    """A connection over which the beginning of a request has been sent."""
    made = socket.create_connection(("127.0.0.1", port), timeout=20)
    made.sendall(head.encode())
    return made


def children(process):
    listing = subprocess.run(["pgrep", "-P", str(process.pid), "-a"], capture_output=True, text=True, check=True)
    return {int(line.split()[0]): line for line in listing.stdout.splitlines()}


def test_many_slow_senders_keep_nobody_from_an_answer(served):
    port, _ = served
    head = "POST /home-prefecture/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nab"
    slow = [begun(port, head) for _ in range(40)]
    assert get(port).status == 200
    for one in slow:
        one.close()


@pytest.mark.parametrize("path", ["/language/", "/imports/", "/api/v1/match"])
def test_a_body_over_the_limit_is_refused_before_it_is_read(served, path):
    """/imports/ takes files, but not from somebody who is not signed in."""
    port, _ = served
    with begun(port, f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50000000\r\n\r\nab") as one:
        assert one.recv(100).startswith(b"HTTP/1.1 413 ")


def test_killed_processes_come_back_while_the_rest_goes_on(served):
    port, process = served
    before = children(process)
    web = [pid for pid, line in before.items() if " web " in line]
    worker = [pid for pid, line in before.items() if line.endswith(" worker")]
    assert (len(web), len(worker)) == (2, 1)
    for pid in (web[0], *worker):
        os.kill(pid, signal.SIGKILL)
    assert get(port).status == 200
    deadline = time.monotonic() + 30
    while len(after := children(process)) < 3 or set(after) & {web[0], *worker}:
        assert time.monotonic() < deadline, "they did not come back"
        time.sleep(0.1)
    assert answers(port) == 200
