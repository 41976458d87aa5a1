"""Spellings that are one to a reader: what the engine folds in texts, for comparing names elsewhere."""

from __future__ import annotations

from hashiwatashi.common.folding import name_key
from mekiki.text.variants import usual


def alike_key(name: str) -> str:
    """`name_key` with variant kanji in their usual form: names that share it may be one, and a person decides."""
    return usual(name_key(name))
