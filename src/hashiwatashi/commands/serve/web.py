"""One web process: waitress, which holds no thread for a client that is slow to send or to read.

`hashi serve` starts several of them on one listening socket; alone it is of no use.
"""

from __future__ import annotations

import copy
import re
import signal
import socket
import sys
from typing import Annotated, Any

import typer
from django.conf import settings
from django.db import connection
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import create_server

from hashiwatashi.commands.serve.parents import end_with_parent
from hashiwatashi.common.pictures import MOST_BYTES

# A connection that neither sends nor takes anything for so long is closed.
_IDLE_SECONDS = 20
# Connections cost little while nothing is to be done for them; threads work for those whose request is complete.
_CONNECTIONS = 1000
_HEAD_BYTES = 32_768
# What a form with a file sends beside the file.
_FORM_BYTES = 100_000
_PHOTOS = re.compile("/equipment/[0-9a-f-]{36}/photos/")
# Whoever asks has no account; several photos come together. A file that is too large is told of by the page.
_QUESTIONS = re.compile("/consultations/(new|link/[^/]+/add)/")
_STEPS = re.compile("/consultations/(note|[0-9a-f-]{36}/step/[a-z]+)/")
_QUESTION_BYTES = 100 * 2**20
# Visitors are told soon that the database is busy; commands wait longer.
_BUSY_SECONDS = 5


def web(
    descriptor: Annotated[int, typer.Argument(help="Number of the listening socket's descriptor.")],
    threads: Annotated[int, typer.Option(min=1, help="Threads.")] = 8,
) -> None:
    """Answer requests on a socket that `hashi serve` holds open."""
    from hashiwatashi.wsgi import application  # its import loads all pages, which other commands do without

    end_with_parent()
    if connection.vendor == "sqlite":
        connection.settings_dict["OPTIONS"]["timeout"] = _BUSY_SECONDS
    server = create_server(application, **options(socket.socket(fileno=descriptor), threads))
    server.channel_class = _Channel
    # Requests at work are finished first.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
    server.run()


def options(listening: socket.socket, threads: int) -> dict[str, Any]:
    """What waitress is told, beside `body_limit`."""
    trusted: dict[str, Any] = {}
    if settings.TRUSTED_PROXY:
        headers = {"x-forwarded-for", "x-forwarded-proto"}
        trusted = {"trusted_proxy": settings.TRUSTED_PROXY, "trusted_proxy_headers": headers}
    return {
        "sockets": [listening],
        "threads": threads,
        "connection_limit": _CONNECTIONS,
        "asyncore_use_poll": True,
        "channel_timeout": _IDLE_SECONDS,
        "cleanup_interval": 5,
        "max_request_header_size": _HEAD_BYTES,
        "ident": None,
        **trusted,
    }


def body_limit(path: str, is_signed_in: bool) -> int:
    """How many bytes of body a request to ``path`` may have; only the pages that take files take much."""
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if is_signed_in and path.startswith("/imports/"):
        most = settings.IMPORT_LIMITS["file_mb"] * 2**20 + _FORM_BYTES
    elif is_signed_in and _PHOTOS.fullmatch(path):
        most = MOST_BYTES + _FORM_BYTES
    elif _QUESTIONS.fullmatch(path) or (is_signed_in and _STEPS.fullmatch(path)):
        most = _QUESTION_BYTES
    return int(most) + 1


class _Parser(HTTPRequestParser):  # type: ignore[misc]
    """Knows the limit of the body as soon as the head is read, so that not a byte more is kept."""

    adj: Any

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        self.adj = copy.copy(self.adj)
        is_signed_in = settings.SESSION_COOKIE_NAME in self.headers.get("COOKIE", "")
        self.adj.max_request_body_size = body_limit(self.path, is_signed_in)


class _Channel(HTTPChannel):  # type: ignore[misc]
    parser_class = _Parser
