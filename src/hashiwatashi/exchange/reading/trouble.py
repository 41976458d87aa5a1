"""What is wrong with a file, told so that it can cross from the process that reads to the one that asked.

Nothing that the reading process imports needs Django: it starts in a twentieth of a second, and sentences are
translated by whoever asked.
"""

from __future__ import annotations


class Trouble(Exception):
    """The file cannot be read; ``message`` is an English sentence with ``%(name)s`` for each of ``values``."""

    def __init__(self, message: str, **values: str | int) -> None:
        self.message, self.values = message, values
        super().__init__(message % values if values else message)


def gettext_noop(text: str) -> str:
    """Mark a sentence for the catalogue; it is translated where it is shown."""
    return text
