"""How log lines look: coloured for a person, JSON for a collector."""

import structlog


def formatter(log_format: str) -> structlog.stdlib.ProcessorFormatter:
    """The formatter for ``console`` or ``json``; any other value raises `ValueError`."""
    if log_format not in {"console", "json"}:
        raise ValueError(f"LOG_FORMAT={log_format!r} cannot be used: it must be console or json.")
    renderer = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if log_format == "json"
        else structlog.dev.ConsoleRenderer()
    )
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
    ]
    return structlog.stdlib.ProcessorFormatter(
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        foreign_pre_chain=shared,
    )
