"""Reading the names of bodies as people write them: legal forms, and organisation and department in one cell."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hashiwatashi.common.folding import name_key

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
    "医療法人",
    "社会福祉法人",
    "特定非営利活動法人",
    "協同組合",
    "事業協同組合",
    "株式会社",
    "有限会社",
    "合同会社",
    "合名会社",
    "合資会社",
)
# One body may have changed from one of these forms to another; bodies of other unlike forms are not the same.
_SUCCESSIVE = (
    frozenset({"独立行政法人", "国立研究開発法人"}),
    frozenset({"財団法人", "公益財団法人", "一般財団法人"}),
    frozenset({"社団法人", "公益社団法人", "一般社団法人"}),
    frozenset({"株式会社", "有限会社"}),
    frozenset({"協同組合", "事業協同組合"}),
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


_FORM_KEYS = frozenset(map(name_key, _FORMS))
# 公益財団法人 must be seen before 財団法人, which it holds.
_LONGEST_FIRST = tuple(sorted(((form, name_key(form)) for form in _FORMS), key=lambda pair: -len(pair[1])))


@dataclass(frozen=True, slots=True)
class Place:
    """One cell taken apart."""

    owner: str
    department: str
    room: str


def body_key(name: str) -> str:
    """`name_key` without the legal form, under which 国立大学法人東北大学 and 東北大学 look alike."""
    return _core_and_form(name)[0]


def is_bare_form(name: str) -> bool:
    """Whether a name is nothing but a legal form."""
    return name_key(name) in _FORM_KEYS


def can_be_one(first: str, second: str) -> bool:
    """Whether two names of one core may name the same body: their legal forms are the same, follow each other, or one
    name has none."""
    forms = {form for _core, form in map(_core_and_form, (first, second)) if form}
    return len(forms) < 2 or any(forms <= successive for successive in _SUCCESSIVE)


def _core_and_form(name: str) -> tuple[str, str]:
    key = name_key(name)
    for form, form_key in _LONGEST_FIRST:
        stripped = key.removeprefix(form_key).removesuffix(form_key)
        if stripped != key and len(stripped) > 1:
            return stripped, form
    return key, ""


def variants(name: str) -> list[str]:
    """Every key under which the same body may be stored with another legal form or with none."""
    core = body_key(name)
    return [core, *(name_key(form) + core for form in _FORMS), *(core + name_key(form) for form in _FORMS[-5:])]


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
        owner, rest = _named(body)
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


def _named(body: str) -> tuple[str, str]:
    """The first word with the legal forms before and after it, which lists set off with a space; and the rest."""
    words = body.split(" ")
    name_at = next((at for at, word in enumerate(words) if not is_bare_form(word)), len(words) - 1)
    end = name_at + 1
    while end < len(words) and is_bare_form(words[end]):
        end += 1
    return " ".join(words[:end]), " ".join(words[end:])


def _distinct(words: list[str]) -> list[str]:
    """Words without bare dashes and without one that repeats the word before it."""
    kept: list[str] = []
    for word in words:
        if not set(word) <= _DASHES and (not kept or kept[-1] != word):
            kept.append(word)
    return kept
