"""Reading the names of bodies as people write them: legal forms, and organisation and department in one cell."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hashiwatashi.common.folding import name_key
from hashiwatashi.organisations.enums import OrganisationKind

_FORMS = (
    "大学共同利用機関法人",
    "地方独立行政法人",
    "国立研究開発法人",
    "国立大学法人",
    "公立大学法人",
    "独立行政法人",
    "学校法人",
    "公益財団法人",
    "一般財団法人",
    "公益社団法人",
    "一般社団法人",
    "財団法人",
    "社団法人",
    "株式会社",
    "有限会社",
    "合同会社",
)
# 公立大学法人大阪 stands before the university itself, separated by a space.
_PREFIX = re.compile(r"^(?:公立大学法人|国立大学法人|学校法人|大学共同利用機関法人)\S*\s+(?=\S*(?:大学|研究所))")
# 東京大学大学院… ends after the first 大学; 北陸先端科学技術大学院大学 is one name.
_INSTITUTION = re.compile(r"^(\S+?大学院大学|\S+?大学校|\S+?大学|\S+?高等専門学校)(.*)$", re.DOTALL)
# Without a space, only what names a part of an institution may be cut off: 大学院…, 工学部…, 附属….
# 大学出版会 is a body of its own.
_PART = re.compile(
    r"^(?:大学院|附属|病院)|学部|研究科|研究院|研究所|学府|学域|学系|センター|機構|病院|施設|キャンパス"
)
_ENDING = re.compile(r"(?:機構|研究所|センター|試験場|法人|公社|財団|協会|県|府|都|市|町|村|社)$")
# A building, floor or numbered room ends the department: 創造工学部 | 6号館 1F 分析室1.
_ROOM = re.compile(r"号館|棟$|^\d+\s*[FＦ階]$|^[BbＢ]\d*[FＦ]$|室\d+$")
_DASHES = frozenset("-‐‑–—―−ーｰ－✕×・　")


@dataclass(frozen=True, slots=True)
class Place:
    """One cell taken apart."""

    owner: str
    department: str
    room: str


def body_key(name: str) -> str:
    """`name_key` without the legal form, under which 国立大学法人東北大学 and 東北大学 look alike."""
    key = name_key(name)
    for form in _FORMS:
        stripped = key.removeprefix(form).removesuffix(form)
        if stripped != key and len(stripped) > 1:
            return stripped
    return key


def variants(name: str) -> list[str]:
    """Every key under which the same body may be stored with another legal form or with none."""
    core = body_key(name)
    return [core, *(name_key(form) + core for form in _FORMS), *(core + name_key(form) for form in _FORMS[-3:])]


def take_apart(text: str) -> Place:
    """Owner, department and room of a cell such as 香川大学 創造工学部 6号館 1F 分析室1.

    Only what is surely an institution's name is separated; otherwise the whole cell is the owner.
    """
    body = _PREFIX.sub("", " ".join(text.split()))
    # 株式会社大学… is a firm, not a university with a firm's form in front.
    found = None if "会社" in body.split(" ")[0] else _INSTITUTION.match(body)
    if found and (found[2][:1] in ("", " ") or _PART.search(found[2])):
        owner, rest = found[1], found[2]
    else:
        owner, _space, rest = body.partition(" ")
        if rest and not _ENDING.search(owner):
            return Place(body, "", "")
    words = _distinct(rest.split())
    cut = next((index for index, word in enumerate(words) if index and _ROOM.search(word)), len(words))
    return Place(owner, " ".join(words[:cut]), " ".join(words[cut:]))


def room_of(address: str, cell: str, place: Place) -> str:
    """What an address adds to organisation and department: the campus, building or room.

    Real lists repeat the organisation's cell there, or parts of it, or write a dash.
    """
    text = " ".join(_distinct(address.split()))
    for known in (" ".join(cell.split()), place.owner, place.department):
        text = text.removeprefix(known).strip() if known and text != known else ("" if text == known else text)
    if place.room and place.room not in text:
        text = f"{text} {place.room}".strip()
    return text


def kind_of(name: str, said: str = "") -> OrganisationKind:
    """What an organisation is, from what the file says of it or, failing that, from its name."""
    for text in (said, name, name_key(name)):
        for word, kind in _KINDS:
            if word in text:
                return kind
    return OrganisationKind.OTHER


_KINDS = (
    ("公設試", OrganisationKind.PUBLIC_LAB),
    ("TLO", OrganisationKind.TLO),
    ("国立大学", OrganisationKind.UNIVERSITY),
    ("公立大学", OrganisationKind.UNIVERSITY),
    ("私立大学", OrganisationKind.UNIVERSITY),
    ("高等専門学校", OrganisationKind.UNIVERSITY),
    ("大学院大学", OrganisationKind.UNIVERSITY),
    ("公的研究機関", OrganisationKind.NATIONAL_INSTITUTE),
    ("国立研究開発法人", OrganisationKind.NATIONAL_INSTITUTE),
    ("大学共同利用機関", OrganisationKind.NATIONAL_INSTITUTE),
    ("株式会社", OrganisationKind.FIRM),
    ("有限会社", OrganisationKind.FIRM),
    ("合同会社", OrganisationKind.FIRM),
    ("合名会社", OrganisationKind.FIRM),
    ("合資会社", OrganisationKind.FIRM),
    ("大学", OrganisationKind.UNIVERSITY),
    ("工業技術センター", OrganisationKind.PUBLIC_LAB),
    ("産業技術センター", OrganisationKind.PUBLIC_LAB),
    ("工業技術総合センター", OrganisationKind.PUBLIC_LAB),
    ("産業技術総合センター", OrganisationKind.PUBLIC_LAB),
    ("工業試験場", OrganisationKind.PUBLIC_LAB),
    ("工業研究所", OrganisationKind.PUBLIC_LAB),
    ("試験研究センター", OrganisationKind.PUBLIC_LAB),
)


def _distinct(words: list[str]) -> list[str]:
    """Words without bare dashes and without one that repeats the word before it."""
    kept: list[str] = []
    for word in words:
        if not set(word) <= _DASHES and (not kept or kept[-1] != word):
            kept.append(word)
    return kept
