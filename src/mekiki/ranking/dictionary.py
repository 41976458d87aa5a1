"""Making `ranking.meanings` out of JMdict as the package jamdict-data ships it.

JMdict is the property of the Electronic Dictionary Research and Development Group and used under its licence (CC
BY-SA 4.0). Only what an English word, or two, means in one Japanese word is kept, as the engine's terms.
"""

from __future__ import annotations

import lzma
import re
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from mekiki.errors import InputError
from mekiki.ranking.meanings import FILES
from mekiki.ranking.occurrences import codes_of_words
from mekiki.ranking.vectors import home
from mekiki.text.words import says_little, words

# So many meanings of a term are kept. Dictionaries part what speakers do not, so that shares are drawn together.
_MOST, _TOGETHER = 40, 0.5
# Against a word in common use, its first sense and the first word that explains it; a word of a two-word gloss.
_RARE, _NEXT_SENSE, _NEXT_GLOSS, _HALF = 0.35, 0.85, 0.93, 0.45
_LEAST = 0.02
# How a first name in katakana fits a name in Latin letters.
_NAME = 0.6
_ASIDE = re.compile(r"\([^)]*\)")
_OLD = ("archaism", "obsolete", "obscure", "dialect", "vulgar", "rare", "poetical")
_LATIN = re.compile(r"[a-z0-9.+#/-]+")
_KATAKANA = re.compile(r"[ァ-ヶー]{2,10}")
_GLOSSES = """
select s.idseq, s.ID, g.text,
  coalesce((select group_concat(m.text) from misc m where m.sid = s.ID), '')
from Sense s join SenseGloss g on g.sid = s.ID where g.lang = 'eng' order by s.idseq, s.ID, g.rowid
"""
_NAMES = """
select g.text, k.text from NEKana k join NETranslation t on t.idseq = k.idseq
join NETransType y on y.tid = t.ID join NETransGloss g on g.tid = t.ID
where y.text in ('given', 'fem', 'masc') and not exists (select 1 from NEKanji j where j.idseq = k.idseq)
order by g.text, k.text
"""
_HEADS = """
select k.idseq, k.text, exists(select 1 from KJP p where p.kid = k.ID), 1 from Kanji k
union all
select k.idseq, k.text, exists(select 1 from KNP p where p.kid = k.ID), 0 from Kana k
"""
Pairs = Mapping[str, Mapping[str, float]]


def keep(folder: Path | None = None) -> int:
    """Write the dictionary of the installed package jamdict-data into ``folder`` (else `vectors.home`).

    Returns how many terms have a meaning. Raises `InputError` where the package is not there.
    """
    folder = folder or home()
    with tempfile.TemporaryDirectory() as place, closing(sqlite3.connect(_unpacked(Path(place)))) as shipped:
        pairs = _pairs(shipped)
    folder.mkdir(parents=True, exist_ok=True)
    for name, values in zip(FILES, _laid(pairs), strict=True):
        # Others may have the old file mapped.
        fresh = folder / f"{name}.new.npy"
        np.save(fresh, values)
        fresh.replace(folder / f"{name}.npy")
    return len(pairs)


def _pairs(shipped: sqlite3.Connection) -> Pairs:
    """Term → terms of the other language with their shares, both ways."""
    heads = _heads(shipped)
    found: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for entry, english, share in _explained(shipped):
        term, usual = heads.get(entry, ("", 0.0))
        if term:
            for one, other in ((english, term), (term, english)):
                found[one][other] = max(found[one].get(other, 0.0), share * usual)
    for latin, katakana in shipped.execute(_NAMES):
        pair = [[word.term for word in words(name)] for name in (latin, katakana)]
        if all(len(terms) == 1 for terms in pair) and _KATAKANA.fullmatch(katakana):
            (english,), (japanese,) = pair
            if _LATIN.fullmatch(english):
                found[english].setdefault(japanese, _NAME)
                found[japanese].setdefault(english, _NAME)
    return {term: some for term, every in found.items() if (some := _best(every))}


def _best(meanings: Mapping[str, float]) -> dict[str, float]:
    ordered = sorted(meanings.items(), key=lambda item: (-item[1], item[0]))[:_MOST]
    return {term: share**_TOGETHER for term, share in ordered if share >= _LEAST}


def _heads(shipped: sqlite3.Connection) -> dict[int, tuple[str, float]]:
    """Entry → its usual spelling as one term, and how usual the word is; entries of several terms are left out."""
    spelt: dict[int, tuple[int, int, str]] = {}
    common: set[int] = set()
    for entry, text, is_common, is_kanji in shipped.execute(_HEADS):
        if is_common:
            common.add(entry)
        if entry not in spelt or (is_common, is_kanji) > spelt[entry][:2]:
            spelt[entry] = (is_common, is_kanji, text)
    found = {}
    for entry, (_, _, text) in spelt.items():
        terms = [word.term for word in words(text)]
        if len(terms) == 1 and not says_little(terms[0]) and not _LATIN.fullmatch(terms[0]):
            found[entry] = (terms[0], 1.0 if entry in common else _RARE)
    return found


def _explained(shipped: sqlite3.Connection) -> Iterator[tuple[int, str, float]]:
    """(entry, English term, how much it says of the entry), by sense and gloss in their order."""
    last_entry, last_sense, sense, gloss = -1, -1, 0, 0
    for entry, sense_id, text, misc in shipped.execute(_GLOSSES):
        if sense_id != last_sense:
            sense, gloss = (sense + 1 if entry == last_entry else 0), 0
            last_entry, last_sense = entry, sense_id
        else:
            gloss += 1
        if any(old in misc for old in _OLD):
            continue
        terms = list(dict.fromkeys(word.term for word in words(_ASIDE.sub(" ", text))))
        terms = [term for term in terms if _LATIN.fullmatch(term) and not says_little(term)]
        if len(terms) in {1, 2}:
            share = (1.0 if len(terms) == 1 else _HALF) * _NEXT_SENSE**sense * _NEXT_GLOSS**gloss
            yield from ((entry, term, share) for term in terms)


def _laid(pairs: Pairs) -> tuple[np.ndarray, ...]:
    """The arrays of `FILES`."""
    numbers: dict[str, int] = {}
    codes = codes_of_words(pairs)
    terms = [*pairs]
    starts, meant, shares = [0], [], []
    for place in np.argsort(codes, kind="stable").tolist():
        for term, share in pairs[terms[place]].items():
            meant.append(numbers.setdefault(term, len(numbers)))
            shares.append(max(1, round(255 * share)))
        starts.append(len(meant))
    letters = [term.encode() for term in numbers]
    return (
        np.sort(codes),
        np.array(starts, np.uint32),
        np.array(meant, np.uint32),
        np.array(shares, np.uint8),
        np.frombuffer(b"".join(letters), np.uint8),
        np.array(_sums(map(len, letters)), np.uint32),
    )


def _sums(sizes: Iterable[int]) -> list[int]:
    return [int(end) for end in np.cumsum([*sizes])]


def _unpacked(place: Path) -> Path:
    spec = find_spec("jamdict_data")
    shipped = Path(spec.origin).parent if spec and spec.origin else None
    if shipped and (shipped / "jamdict.db").is_file():
        return shipped / "jamdict.db"
    if shipped and (shipped / "jamdict.db.xz").is_file():
        with lzma.open(shipped / "jamdict.db.xz") as packed, (place / "jamdict.db").open("wb") as plain:
            while block := packed.read(1 << 20):
                plain.write(block)
        return place / "jamdict.db"
    raise InputError("The package jamdict-data is not installed: pip install --no-deps -r requirements/vectors.txt")
