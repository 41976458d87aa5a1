"""Analysis on all cores: documents go to helper processes in batches and come back prepared, in order.

The helpers are plain child processes that talk over pipes. So this works inside a web worker with threads (no fork
of a threaded process, no import of the caller's main module), and a helper ends by itself when its parent is gone.
"""

from __future__ import annotations

import os
import pickle
import signal
import struct
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, fields
from itertools import chain, islice
from queue import SimpleQueue
from typing import IO, Any

from mekiki.documents import Document
from mekiki.errors import HelperLost
from mekiki.index.layout import Prepared, prepare

# Below this the helpers' start (they load the dictionary) costs more than they save.
_WORTH_HELP = 1_000
_BATCH = 64
_MOST_HELPERS = 8
_HEADER = struct.Struct("<Q")
_SECONDS_TO_END = 5.0
# Hears the id of a document that cannot be indexed, and why.
SetAside = Callable[[str, Exception], None]


@dataclass(frozen=True, slots=True)
class Failed:
    """A document that cannot be prepared, and why."""

    id: str
    error: Exception


def prepared(documents: Iterable[Document], set_aside: SetAside | None = None) -> Iterator[Prepared]:
    """`prepare` for each document, in order; many documents are shared out to one helper a core.

    A document that cannot be prepared is told to ``set_aside`` and left out. Raises `HelperLost` when a helper dies,
    and without ``set_aside`` what `prepare` raises.
    """
    for result in _results(documents):
        if not isinstance(result, Failed):
            yield result
        elif set_aside is None:
            raise result.error
        else:
            set_aside(result.id, result.error)


def _tried(document: Document) -> Prepared | Failed:
    try:
        return prepare(document)
    except Exception as error:  # noqa: BLE001 one document, whatever is wrong with it, never stops the others
        return Failed(document.id, error)


def _results(documents: Iterable[Document]) -> Iterator[Prepared | Failed]:
    stream = iter(documents)
    first = list(islice(stream, _WORTH_HELP))
    helpers = min(_cores(), _MOST_HELPERS)
    if len(first) < _WORTH_HELP or helpers < 2 or not sys.executable:
        yield from map(_tried, chain(first, stream))
        return
    with ThreadPoolExecutor(helpers) as threads:
        idle: SimpleQueue[_Helper] = SimpleQueue()
        started = [_Helper() for _ in range(helpers)]
        for helper in started:
            idle.put(helper)
        try:
            yield from _shared_out(chain(first, stream), threads, idle, ahead=2 * helpers)
        finally:
            for helper in started:
                helper.end()


def _shared_out(
    documents: Iterator[Document], threads: ThreadPoolExecutor, idle: SimpleQueue[_Helper], *, ahead: int
) -> Iterator[Prepared | Failed]:
    """Results in the order of the documents, with at most ``ahead`` batches under way."""

    def work(batch: list[Document]) -> list[Prepared | Failed]:
        helper = idle.get()
        try:
            return helper.prepare(batch)
        finally:
            idle.put(helper)

    under_way: deque[Future[list[Prepared | Failed]]] = deque()
    try:
        while batch := list(islice(documents, _BATCH)):
            under_way.append(threads.submit(work, batch))
            if len(under_way) >= ahead:
                yield from under_way.popleft().result()
        while under_way:
            yield from under_way.popleft().result()
    finally:
        for future in under_way:
            future.cancel()


class _Helper:
    """One child process; used by one thread at a time."""

    def __init__(self) -> None:
        program = "from mekiki.index.analysts import serve; serve()"
        self._process = subprocess.Popen(  # noqa: S603 our own code with our own interpreter
            [sys.executable, "-P", "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )

    def prepare(self, batch: list[Document]) -> list[Prepared | Failed]:
        assert self._process.stdin
        assert self._process.stdout
        try:
            _send(self._process.stdin, [_plain(document) for document in batch])
            answer = _receive(self._process.stdout)
        except BrokenPipeError:
            answer = None
        if answer is None:
            raise HelperLost(f"A process that analyses texts ended with code {self._process.wait()}; try again.")
        return [values if isinstance(values, Failed) else Prepared(*values) for values in answer]

    def end(self) -> None:
        """Let it end; when it does not within seconds, make it."""
        assert self._process.stdin
        assert self._process.stdout
        try:
            self._process.stdin.close()
            self._process.wait(_SECONDS_TO_END)
        except (BrokenPipeError, subprocess.TimeoutExpired):
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()


def serve() -> None:
    """The helper's side: read batches until the pipe closes."""
    # Ctrl-C reaches the whole group; the parent decides and closes the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while (batch := _receive(sys.stdin.buffer)) is not None:
        results = [_tried(Document(*values)) for values in batch]
        answer = [result if isinstance(result, Failed) else tuple(result) for result in results]
        try:
            _send(sys.stdout.buffer, answer)
        except BrokenPipeError:
            # Nobody waits for the answer any more; the flush at exit would only complain again.
            os._exit(0)


def _plain(document: Document) -> tuple[object, ...]:
    """All fields in order; the mapping of keywords as a dict, which any mapping can be sent as."""
    values = {field.name: getattr(document, field.name) for field in fields(document)}
    values["keywords"] = dict(document.keywords)
    return tuple(values.values())


def _send(pipe: IO[bytes], value: object) -> None:
    content = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    pipe.write(_HEADER.pack(len(content)) + content)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> Any:
    """The next value; None when the other side is gone."""
    header = pipe.read(_HEADER.size)
    if len(header) < _HEADER.size:
        return None
    content = pipe.read(_HEADER.unpack(header)[0])
    # Both ends are our own processes, so what is read here was written by `_send`.
    return pickle.loads(content)  # noqa: S301


def _cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
