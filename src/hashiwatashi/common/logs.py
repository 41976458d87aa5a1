"""How log lines look: coloured for a person, JSON for a collector. Neither tells what a visitor typed or a secret.

A traceback names files, lines and source, never the values of variables: they hold passwords and needs' texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_HIDDEN = "•••"
# Shorter ones would blot out ordinary words.
_SHORTEST_SECRET = 4
# Whoever has one of these addresses may do what its mail is for: of the address the log tells the route alone.
_ADDRESSES = re.compile(
    r"(/(?:link|shared|code|invitations|mails/stop|new/photos|calendar/feed|confirm-email|password/reset/key)/)"
    r"[^/\s\\\"'<>?#\x1b]+"
)
_SHARED: list[Processor] = [
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
]


def formatter(log_format: str, secrets: Iterable[str] = ()) -> structlog.stdlib.ProcessorFormatter:
    """The formatter for ``console`` or ``json``; any other value raises `ValueError`.

    What libraries log and what we log ourselves come out of it alike, without any of ``secrets``.
    """
    if log_format not in {"console", "json"}:
        raise ValueError(f"LOG_FORMAT={log_format!r} cannot be used: it must be console or json.")
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return structlog.stdlib.ProcessorFormatter(
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            *_renderers(log_format),
            _Hiding(secrets),
        ],
        foreign_pre_chain=_SHARED,
    )


def _renderers(log_format: str) -> list[Processor]:
    if log_format == "json":
        return [structlog.processors.JSONRenderer(ensure_ascii=False)]
    return [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]


class _Hiding:
    """The last processor: takes secrets out of the finished line."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = [secret for secret in secrets if len(secret) >= _SHORTEST_SECRET]

    def __call__(self, logger: WrappedLogger, name: str, line: EventDict | str) -> str:
        shown = str(line)
        for secret in self._secrets:
            shown = shown.replace(secret, _HIDDEN)
        return _ADDRESSES.sub(rf"\1{_HIDDEN}", shown)
