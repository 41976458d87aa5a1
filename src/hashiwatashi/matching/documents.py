"""One record → one engine document: what is searched, what is shown, what filters, who may find it.

The title weighs most. The text begins with what a person would want to read, since passages are shown from it.
Whose it is and where it stands is context: it can be asked for, but is no part of what the thing is.
Keywords of every document: ``kind``, ``prefecture`` (codes; "" not known; "00" a nationwide call), ``audience``
("public", "members", "org:<pk>"); where they apply ``field``, ``external_use``, ``instrument`` (keys of the kinds of
instrument that it is, or that serve what an expert or a seed tells of), ``opens`` and ``closes`` (of a call the
moments, of an expert the days on which the term begins and ends), ``owner`` (its key), ``same`` (equal in instruments
that do as well as each other).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from functools import singledispatch

from django.utils import translation

from hashiwatashi.common.enums import Disclosure
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.equipment.vocabulary import general_uses, kinds_of, vocabulary
from hashiwatashi.funding.models import Call
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.places import codes_of, prefecture_of
from hashiwatashi.matching.spelling import alike_key
from hashiwatashi.needs.disclosure import sheet_for
from hashiwatashi.needs.models import Need
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Expert
from hashiwatashi.technology.models import Seed
from mekiki import Document

PUBLIC, MEMBERS = "public", "members"
Indexed = Equipment | Seed | Expert | Call | Need | Organisation


def document_id(kind: Kind | str, pk: int) -> str:
    """The id of a record's document."""
    return f"{Kind(kind).value}:{pk}"


def organisation_audience(pk: int) -> str:
    """The audience of what only one organisation may see."""
    return f"org:{pk}"


def moment_key(moment: datetime | None) -> str:
    """A moment as a keyword; empty when there is none."""
    return moment.astimezone(UTC).isoformat() if moment else ""


def day_key(day: date | None) -> str:
    """A day as a keyword; empty when there is none."""
    return day.isoformat() if day else ""


@singledispatch
def document_of(record: Indexed) -> Document:
    """The document of a record loaded by `sources`."""
    raise TypeError(f"{type(record).__name__} is not indexed")


@document_of.register
def _equipment(record: Equipment) -> Document:
    kind = record.equipment_class
    return _document(
        Kind.EQUIPMENT,
        record.pk,
        title=record.name,
        lines=[
            record.uses,
            _generally(general_uses(record, "ja")),
            record.specification,
            str(kind or ""),
            _joined(record.maker, record.model),
            _joined(record.name_kana, record.name_en),
        ],
        context=[
            _joined(*_names(record.owner), record.department, _area(record)),
            record.place,
            record.external_use_terms,
            record.acquisition_programme,
        ],
        keywords={
            "prefecture": codes_of(record),
            "field": _given(kind.large if kind else ""),
            "external_use": (record.external_use,),
            "instrument": tuple(one.key for one in kinds_of(record)),
            "owner": (str(record.owner_id),),
            "same": (_same(record),),
            "audience": _audience(record.disclosure, record.owner_id),
        },
    )


def _instruments(*texts: str) -> tuple[str, ...]:
    """The kinds of instrument that a person or an idea has to do with: those named, and those whose foremost method
    is."""
    known, text = vocabulary(), "\n".join(texts)
    methods = {method.key for method in known.methods_named(text)}
    served = (kind.key for kind in known.kinds.values() if kind.methods[0] in methods)
    return tuple(dict.fromkeys([*(kind.key for kind in known.kinds_named(text, strictly=True)), *served]))


def _same(record: Equipment) -> str:
    """What is equal in instruments that do as well as each other."""
    named = (alike_key(part) for part in (record.name, record.maker, record.model))
    return " ".join((str(record.owner_id), *named))


def _generally(uses: str) -> str:
    """General knowledge, marked as such, since passages are shown from it."""
    return f"一般に：{uses}" if uses else ""


@document_of.register
def _seed(record: Seed) -> Document:
    person = record.researcher
    return _document(
        Kind.SEED,
        record.pk,
        title=record.title,
        lines=[
            record.summary,
            record.applications,
            record.field,
            record.title_en,
        ],
        context=[
            _joined(person.name, person.name_kana, person.name_en) if person else "",
            _joined(*_names(record.owner), _area(record)),
        ],
        keywords={
            "prefecture": codes_of(record),
            "field": _given(record.field),
            "instrument": _instruments(record.title, record.summary, record.applications),
            "owner": _given(str(record.owner_id or "")),
            "audience": _audience(record.disclosure, record.owner_id),
        },
    )


@document_of.register
def _expert(record: Expert) -> Document:
    person = record.person
    return _document(
        Kind.EXPERT,
        record.pk,
        title=_joined(record.headline, person.name),
        lines=[
            record.profile,
            record.track_record,
            _joined(record.field, _label(record)),
        ],
        context=[
            _joined(person.name_kana, person.name_en),
            _joined(*_names(record.organisation), _area(record)),
        ],
        keywords={
            "prefecture": codes_of(record),
            "field": _given(record.field),
            "instrument": _instruments(record.headline, record.profile, record.track_record),
            "opens": (day_key(record.since),),
            "closes": (day_key(record.until),),
            "audience": _audience(record.disclosure, record.organisation_id),
        },
    )


@document_of.register
def _call(record: Call) -> Document:
    return _document(
        Kind.CALL,
        record.pk,
        title=record.title,
        lines=[
            record.summary,
            record.industries_note,
            record.employees_note,
            record.title_en,
        ],
        context=[_joined(*_names(record.funder)), record.area_note],
        keywords={
            "prefecture": codes_of(record),
            "opens": (moment_key(record.opens_at),),
            "closes": (moment_key(record.closes_at),),
            "audience": (PUBLIC,),
        },
    )


@document_of.register
def _need(record: Need) -> Document:
    """Only the sheet that the general public may read is indexed: no search can ask for its owner (INV-03)."""
    sheet = sheet_for(record, None)
    owner = sheet.owner
    return _document(
        Kind.NEED,
        record.pk,
        title=sheet.title,
        lines=[sheet.text, sheet.sector],
        context=[sheet.region_wish, _joined(*_names(owner))],
        keywords={
            "prefecture": codes_of(sheet),
            "field": _given(sheet.sector),
            "audience": _audience(record.disclosure, owner.pk if owner else None),
        },
    )


@document_of.register
def _organisation(record: Organisation) -> Document:
    industry = record.industry
    return _document(
        Kind.ORGANISATION,
        record.pk,
        title=record.name,
        lines=[
            record.about,
            _joined(_label(record), industry.name if industry else ""),
            _joined(record.name_kana, *_names(record)[1:]),
        ],
        context=[record.address],
        keywords={"prefecture": codes_of(record), "audience": (PUBLIC,)},
    )


def _document(
    kind: Kind,
    pk: int,
    *,
    title: str,
    lines: Iterable[str],
    context: Iterable[str],
    keywords: Mapping[str, tuple[str, ...]],
) -> Document:
    text, around = _lines(lines), _lines(context)
    # The key by itself, so that a list can be narrowed to the documents that contain a word.
    named = {"kind": (kind.value,), "pk": (str(pk),), **keywords}
    version = _version(title, text, around, named)
    return Document(document_id(kind, pk), title, text, named, version=version, context=around)


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(line for line in (line.strip() for line in lines) if line)


def _version(title: str, text: str, context: str, keywords: Mapping[str, tuple[str, ...]]) -> int:
    """63 bits that change when anything of the document does."""
    content = json.dumps([title, text, context, sorted(keywords.items())], ensure_ascii=False).encode()
    return int.from_bytes(hashlib.blake2b(content, digest_size=8).digest()) >> 1


def _names(organisation: Organisation | None) -> list[str]:
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


def _area(record: Equipment | Seed | Expert) -> str:
    """The prefecture's name, for those who ask for it in words."""
    prefecture = prefecture_of(record)
    return prefecture.name if prefecture else ""


def _audience(disclosure: str, owner: int | None) -> tuple[str, ...]:
    """Who may find it. Nobody finds what only its own organisation may see while that must not be known."""
    if disclosure != Disclosure.RELATED:
        return (PUBLIC,) if disclosure == Disclosure.PUBLIC else (MEMBERS,)
    return () if owner is None else (organisation_audience(owner),)


def _label(record: Expert | Organisation) -> str:
    """The kind of a record as people say it, in Japanese whatever the language of the moment."""
    with translation.override("ja"):
        return record.get_kind_display()


def _given(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)
