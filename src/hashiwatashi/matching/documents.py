"""One record → one engine document, by its kind's declaration, and the words in which kinds say what theirs is.

Keywords of every document: ``kind``, ``pk``, ``prefecture`` (codes; "" not known; "00" nationwide), ``audience`` (see
`common.doors`); where they apply ``field``, ``external_use``, ``instrument`` (keys of the kinds of instrument that it
is, or that serve what an expert or a seed tells of), ``opens`` and ``closes`` (moments of a call, days of an expert's
term), ``owner`` (its key), ``same`` (equal in instruments that do as well as each other).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.utils import translation

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.equipment.vocabulary import vocabulary
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.searchable import Searchable
from hashiwatashi.organisations.models import Organisation
from mekiki import Document


def document_id(kind: Kind | str, pk: int) -> str:
    """The id of a record's document."""
    return f"{Kind(kind).value}:{pk}"


def document_of(searchable: Searchable, record: Any) -> Document:
    """The document of a record loaded by `sources`: what the general public may see of it."""
    sheet: Any = searchable.sheet(record, None)
    content = searchable.content(sheet)
    text, around = _lines(content.lines), _lines(content.context)
    # The key by itself, so that a list can be narrowed to the documents that contain a word.
    keywords = {
        "kind": (searchable.kind.value,),
        "pk": (str(record.pk),),
        "prefecture": searchable.places(sheet),
        "audience": searchable.door.audience(sheet),
        **_times(searchable, sheet),
        **content.keywords,
    }
    version = _version(content.title, text, around, keywords)
    return Document(
        document_id(searchable.kind, record.pk), content.title, text, keywords, version=version, context=around
    )


def moment_key(moment: datetime | None) -> str:
    """A moment as a keyword; empty when there is none."""
    return moment.astimezone(UTC).isoformat() if moment else ""


def day_key(day: date | None) -> str:
    """A day as a keyword; empty when there is none."""
    return day.isoformat() if day else ""


def names_of(organisation: Organisation | None) -> list[str]:
    """Every name under which people may look for an organisation: its present one first, then former ones."""
    if organisation is None:
        return []
    successor = organisation.successor
    names = [
        organisation.name,
        organisation.name_en,
        *(former.name for former in organisation.names.all()),
        *(predecessor.name for predecessor in organisation.predecessors.all()),
        successor.name if successor else "",
    ]
    return list(dict.fromkeys(name for name in names if name))


def area_name(prefecture: Prefecture | None) -> str:
    """The prefecture's name, for those who ask for it in words."""
    return prefecture.name if prefecture else ""


def instruments_in(*texts: str) -> tuple[str, ...]:
    """The kinds of instrument that a person or an idea has to do with: those named, and those whose foremost method
    is."""
    known, text = vocabulary(), "\n".join(texts)
    methods = {method.key for method in known.methods_named(text)}
    served = (kind.key for kind in known.kinds.values() if kind.methods[0] in methods)
    return tuple(dict.fromkeys([*(kind.key for kind in known.kinds_named(text, strictly=True)), *served]))


def in_japanese(record: Any, field: str) -> str:
    """A choice as people say it, in Japanese whatever the language of the moment."""
    with translation.override("ja"):
        return str(getattr(record, f"get_{field}_display")())


def given(value: str) -> tuple[str, ...]:
    """A keyword, or none where it is empty."""
    return (value,) if value else ()


def joined(*parts: str) -> str:
    """The parts that are not empty, in one line."""
    return " ".join(part for part in parts if part)


def _times(searchable: Searchable, sheet: Any) -> dict[str, tuple[str, ...]]:
    term = searchable.term
    if term is None:
        return {}
    opens, closes = getattr(sheet, term.opens), getattr(sheet, term.closes)
    if term.are_moments:
        return {"opens": (moment_key(opens),), "closes": (moment_key(closes),)}
    return {"opens": (day_key(opens),), "closes": (day_key(closes),)}


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(line for line in (line.strip() for line in lines) if line)


def _version(title: str, text: str, context: str, keywords: Mapping[str, tuple[str, ...]]) -> int:
    """63 bits that change when anything of the document does."""
    content = json.dumps([title, text, context, sorted(keywords.items())], ensure_ascii=False).encode()
    return int.from_bytes(hashlib.blake2b(content, digest_size=8).digest()) >> 1
