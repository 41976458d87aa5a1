"""What benchmarks of a running site share: a server of one's own, callers with their own connections, and figures."""

from __future__ import annotations

import http.client
import os
import random
import signal
import socket
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_IDLE_SECONDS = 1.0
_DICE = random.Random(2026)


class Server:
    """A site as it is run, on loopback, ended with the block."""

    def __init__(
        self, command: Sequence[str], port: int, log: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        self.command, self.port, self.log = command, port, log
        self.environment = {**os.environ, **(environment or {})}

    def __enter__(self) -> None:
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                self.command, stdout=log, stderr=log, start_new_session=True, env=self.environment
            )
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", self.port)) == 0 and self._answers():
                    return
            time.sleep(0.3)
        self.__exit__()
        raise SystemExit(f"the server does not answer: {self.log.read_text()[-2000:]}")

    def _answers(self) -> bool:
        try:
            asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            asked.request("GET", "/robots.txt")
            return asked.getresponse().status < 500
        except OSError:
            return False

    def __exit__(self, *error: object) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(20)
        finally:
            if self.process.poll() is None:
                os.killpg(self.process.pid, signal.SIGKILL)


class Caller:
    """One client, signed in, with its own connection."""

    def __init__(self, port: int, cookies: Mapping[str, str], token: str) -> None:
        self.used_at = time.monotonic()
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "X-CSRFToken": token,
        }

    def post(self, path: str, body: str, **headers: str) -> tuple[int, bytes]:
        """Status and body. Where the site asks to come back in a moment (503), the same is sent again."""
        sent = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        while True:
            # A server closes what was idle for long; the next request opens it again.
            if time.monotonic() - self.used_at > _IDLE_SECONDS:
                self.connection.close()
            self.connection.request("POST", path, body, sent)
            answer = self.connection.getresponse()
            told = answer.read()
            self.used_at = time.monotonic()
            if answer.status != 503:
                return answer.status, told
            time.sleep(0.1 + _DICE.random() / 5)


@dataclass(frozen=True, slots=True)
class Pressed:
    """How many calls succeeded within some seconds, how many did not, and how long each took (ms)."""

    seconds: int
    good: int
    times: list[float]

    def __str__(self) -> str:
        return (
            f"{self.good / self.seconds:.0f} a second, {figures(self.times)}, {len(self.times) - self.good} refused"
        )


def press(callers: Sequence[Caller], seconds: int, call: Callable[[Caller, int, int], bool]) -> Pressed:
    """Each caller calls again and again for so long; ``call`` gets its place, and how often it has called."""
    until, times, good, lock = time.monotonic() + seconds, list[float](), 0, threading.Lock()

    def work(place: int) -> None:
        nonlocal good
        count = 0
        while time.monotonic() < until:
            begun = time.perf_counter()
            succeeded = call(callers[place], place, count)
            with lock:
                times.append(1000 * (time.perf_counter() - begun))
                good += succeeded
            count += 1

    with ThreadPoolExecutor(len(callers)) as threads:
        list(threads.map(work, range(len(callers))))
    return Pressed(seconds, good, times)


def at_once(callers: Sequence[Caller], call: Callable[[Caller, int], Any]) -> list[Any]:
    """What each gets where all call at the same moment; ``call`` gets its place."""
    barrier = threading.Barrier(len(callers))

    def work(place: int) -> Any:
        barrier.wait(60)
        return call(callers[place], place)

    with ThreadPoolExecutor(len(callers)) as threads:
        return list(threads.map(work, range(len(callers))))


def figures(times: Sequence[float]) -> str:
    """The median and the 95th percentile of some times in ms."""
    return f"p50 {statistics.median(times):.0f} ms, p95 {statistics.quantiles(times, n=20)[-1]:.0f} ms"


def free_port() -> int:
    """A port of loopback that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def token() -> str:
    """Any token against forged requests will do, if cookie and header agree."""
    return "".join(_DICE.choices("abcdefghijklmnopqrstuvwxyz", k=32))
