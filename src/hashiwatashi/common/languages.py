"""The language in force."""

from __future__ import annotations

from django.utils.translation import get_language


def is_japanese(language: str | None = None) -> bool:
    """Whether a language (None: the one in force) is Japanese, which is also what is shown where none is."""
    return (language or get_language() or "ja").startswith("ja")
