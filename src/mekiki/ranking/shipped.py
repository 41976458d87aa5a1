"""Making the word vectors out of those that the package ja-ginza ships, without installing what it needs itself.

It names chiVe by Works Applications (Apache-2.0) as their source: 20,000 directions for 480,000 words, near words
sharing one. They are kept in eight bits, with the nearest of each, in 12 MB.
"""

from __future__ import annotations

import json
import unicodedata
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mekiki.errors import InputError
from mekiki.ranking.occurrences import codes_of_words
from mekiki.ranking.vectors import FILES, UNKNOWN, Numbers, home

_NEIGHBOURS = 8
_MASK = (1 << 64) - 1
_FACTOR, _SHIFT = 0xC6A4A7935BD1E995, 47


def keep(folder: Path | None = None) -> int:
    """Write the vectors of the installed package ja-ginza in eight bits into ``folder`` (else `home`).

    Returns how many words have one. Raises `InputError` where the package is not there.
    """
    source = _shipped()
    # Needed here alone, where the package that ships them is.
    import msgpack

    rows_of_key: dict[int, int] = msgpack.unpackb((source / "key2row").read_bytes(), strict_map_key=False)
    directions = np.load(source / "vectors")
    directions /= np.maximum(np.linalg.norm(directions, axis=1, keepdims=True), 1e-9)
    scales = np.maximum(np.abs(directions).max(axis=1), 1e-9) / 127
    known: dict[str, int] = {}
    for word in json.loads((source / "strings.json").read_text(encoding="utf-8")):
        row = rows_of_key.get(murmur64(word.encode()), UNKNOWN)
        if word.strip() and row != UNKNOWN:
            known.setdefault(unicodedata.normalize("NFKC", word).lower(), row)
    codes = codes_of_words(known)
    order = np.argsort(codes, kind="stable")
    folder = folder or home()
    folder.mkdir(parents=True, exist_ok=True)
    eighths = np.round(directions / scales[:, np.newaxis]).astype(np.int8)
    which = np.array([*known.values()], np.uint16)[order]
    written = (codes[order], which, eighths, scales.astype(np.float32), *_neighbours(directions))
    for name, values in zip(FILES, written, strict=True):
        # Others may have the old file mapped.
        fresh = folder / f"{name}.new.npy"
        np.save(fresh, values)
        fresh.replace(folder / f"{name}.npy")
    return len(known)


def _neighbours(directions: Numbers) -> tuple[NDArray[np.uint16], Numbers]:
    """The nearest directions of each, itself left out, and how alike they are, (directions, 8)."""
    nearest = np.zeros((len(directions), _NEIGHBOURS), np.uint16)
    cosines = np.zeros((len(directions), _NEIGHBOURS), np.float32)
    for start in range(0, len(directions), 1000):
        some = slice(start, start + 1000)
        alike = directions[some] @ directions.T
        alike[np.arange(len(alike)), start + np.arange(len(alike))] = -1.0
        best = np.argpartition(-alike, _NEIGHBOURS, axis=1)[:, :_NEIGHBOURS]
        best = np.take_along_axis(best, np.argsort(-np.take_along_axis(alike, best, axis=1), axis=1), axis=1)
        nearest[some], cosines[some] = best, np.take_along_axis(alike, best, axis=1)
    return nearest, cosines


def _shipped() -> Path:
    # The package's own start would want spaCy; only its files are looked at.
    spec = find_spec("ja_ginza")
    found = next(Path(spec.origin).parent.glob("ja_ginza-*/vocab"), None) if spec and spec.origin else None
    if found is None:
        raise InputError("The package ja-ginza is not installed: pip install --no-deps -r requirements/vectors.txt")
    return found


# MurmurHash64A by Austin Appleby (public domain), under which the package keeps its words.
def murmur64(data: bytes, seed: int = 1) -> int:
    """The 64-bit hash of some bytes."""
    hashed = (seed ^ (len(data) * _FACTOR)) & _MASK
    whole = len(data) & ~7
    for start in range(0, whole, 8):
        part = (int.from_bytes(data[start : start + 8], "little") * _FACTOR) & _MASK
        part = ((part ^ (part >> _SHIFT)) * _FACTOR) & _MASK
        hashed = ((hashed ^ part) * _FACTOR) & _MASK
    if rest := data[whole:]:
        hashed = ((hashed ^ int.from_bytes(rest, "little")) * _FACTOR) & _MASK
    hashed = ((hashed ^ (hashed >> _SHIFT)) * _FACTOR) & _MASK
    return hashed ^ (hashed >> _SHIFT)
