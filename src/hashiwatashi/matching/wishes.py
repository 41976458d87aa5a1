"""What a question says besides its subject: where, under which condition, what sort of answer, whose, which model.

Each is shown with the answer and can be taken off (R-32); nobody's question is bounded in secret.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q

from hashiwatashi.areas.models import Municipality, Prefecture
from hashiwatashi.areas.prefectures import PREFECTURES
from hashiwatashi.common.folding import fold
from hashiwatashi.common.visitors import Visitor
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.equipment.vocabulary import vocabulary
from hashiwatashi.matching.enums import Kind
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.organisations.short_names import full_names


class Wish(StrEnum):
    """What can be taken off by itself."""

    PLACE = "place"
    OPEN = "open"


def _short(name: str) -> str:
    return name if name == "北海道" else name[:-1]


_CODES = {_short(name): code for code, name, *_ in PREFECTURES} | {row[2].lower(): row[0] for row in PREFECTURES}
# A prefecture's name in full, or in short before a word that makes it a place.
_PREFECTURE = re.compile(
    rf"(?<![一-鿿々])(?P<short>{'|'.join(_short(row[1]) for row in PREFECTURES)})(?P<whole>(?<=道)|[都府県])?"
    r"(?P<joint>内?(?:にある|の近く|の周辺|のあたり|近く|周辺|あたり|で|の|に)+)?"
)
_IN_ENGLISH = re.compile(rf"\b(?:in|near|around) ({'|'.join(row[2] for row in PREFECTURES)})\b", re.IGNORECASE)
# 北海道大学, 宮城県立, 宮城県産 are no places to go to.
_NO_PLACE = re.compile(r"(?:立|大|産|民|庁|警|工業|医科|教育|以外|外|は?な[いく]|では?な|じゃな|を除|除)")
_CITY = re.compile(r"[一-鿿々ぁ-んァ-ヶ]{1,7}市(?!場|販|民|街|立|況)")
_OPEN = re.compile(
    r"(?:社外|外部|部外|学外|所外)(?:の人|の者|の企業|から|へ|に|に?も|でも|者)*(?:が|を|で)?"
    r"(?:利用|使用|開放|公開|使え)(?![^。、]{0,4}(?:不可|でき?な|でき?ま|しな|ない|ず))"
    r"(?:が|を)?(?:可能|可|できる|して(?:いる|くれる)|る)?(?:な|の)?"
    r"|open to (?:external|outside|outsiders|the public)(?: users?)?|available to outsiders?",
    re.IGNORECASE,
)
_CALLS = re.compile(r"補助金|助成金?|公募|補助事業|\bsubsid(?:y|ies)\b|\bgrants?\b|\bfunding\b", re.IGNORECASE)
_PEOPLE = re.compile(
    r"相談|誰に|だれに|誰か|だれか|詳しい(?:人|方|先生)|専門家|先生|コーディネータ"
    r"|\bwho\b|\bexperts?\b|\badvis[eo]rs?\b|\bconsult",
    re.IGNORECASE,
)
_LONGEST = 300
# Letters, then digits: JSM-7800F. What is sold by such names, too, is no instrument: SUS304, ISO 9001.
_MODEL = re.compile(r"(?<![A-Za-z0-9-])([A-Za-z]{2,6})-?[0-9]{2,5}[A-Za-z0-9-]{0,6}(?![A-Za-z0-9-])")
_NO_MODEL = frozenset(
    {"sus", "iso", "jis", "iec", "astm", "din", "en", "pm", "usb", "rohs", "cas", "scm", "scr", "fcd"}
)


@dataclass(frozen=True, slots=True)
class Wishes:
    """``subject`` is the question without what only says where or under which condition, and with full names."""

    subject: str
    prefectures: tuple[Prefecture, ...] = ()
    open_to_outsiders: bool = False
    first: Kind | None = None
    institution: Organisation | None = None
    missing_model: str = ""
    """A model that nobody in the catalogue has, of a series that is known."""

    @property
    def matter(self) -> str:
        """The subject without the words that only say what sort of answer is wanted; empty where it is all."""
        return _PEOPLE.sub(" ", _CALLS.sub(" ", self.subject)).strip(" 、。？?")


def wishes_of(text: str, visitor: Visitor, *, ignored: frozenset[str] = frozenset()) -> Wishes:
    """What a question wishes. At most one query to the database for each of places, institutions and models.

    A page tells a story, perhaps with somebody's address below it: only a question is taken at its word.
    """
    if len(text) > _LONGEST:
        return Wishes(text)
    subject, prefectures = _places(text) if Wish.PLACE not in ignored else (text, ())
    is_open = Wish.OPEN not in ignored and bool(_OPEN.search(subject))
    if is_open:
        subject = _OPEN.sub(" ", subject)
    first = Kind.CALL if _CALLS.search(subject) else Kind.EXPERT if _PEOPLE.search(subject) else None
    institution, called = _institution(text, visitor)
    if institution:
        subject = subject.replace(called, institution.name)
    return Wishes(subject.strip(), prefectures, is_open, first, institution, _missing_model(text, visitor))


def _places(text: str) -> tuple[str, tuple[Prefecture, ...]]:
    """The text without the prefectures and cities it names, and those."""
    codes: set[str] = set()

    def taken(match: re.Match[str]) -> str:
        if _NO_PLACE.match(text, match.end()) or (match["whole"] is None and not match["joint"]):
            return match[0]
        codes.add(_CODES[match["short"]])
        return " "

    kept = _PREFECTURE.sub(taken, text)
    for match in _IN_ENGLISH.finditer(kept):
        codes.add(_CODES[match[1].lower()])
    kept = _IN_ENGLISH.sub(" ", kept)
    if city := _CITY.search(kept):
        names = [city[0][start:] for start in range(len(city[0]) - 1)]
        cities = [*Municipality.objects.filter(name__in=names).order_by("code")]
        longest = max((one.name for one in cities), key=len, default="")
        codes |= {one.prefecture_id for one in cities if one.name == longest}
        kept = kept.replace(longest, " ") if longest else kept
    areas = Prefecture.objects.filter(code__in=codes).order_by("code") if codes else ()
    return (kept, tuple(areas)) if codes else (text, ())


def _institution(text: str, visitor: Visitor) -> tuple[Organisation | None, str]:
    """The institution that a text names, in full or in short, and how it does."""
    names = full_names(text)
    names |= {
        name: name for name in re.findall(r"[一-鿿々ァ-ヶー]{2,25}(?:大学|高専|研究所|センター|機構|試験場)", text)
    }
    if not names:
        return None, ""
    wanted = Q()
    for name in names.values():
        wanted |= Q(name__startswith=name)
    found = (
        Organisation.objects.visible_to(visitor).filter(wanted).select_related("prefecture").order_by("name", "pk")
    )
    matched = [(one, short) for one in found[:200] for short, name in names.items() if _is_called(one.name, name)]
    # The institution itself before its faculties.
    best = min(matched, key=lambda pair: (len(pair[0].name), pair[0].pk), default=None)
    return best or (None, "")


def _is_called(written: str, name: str) -> bool:
    return re.match(rf"{re.escape(name)}(?=$|[ 　(（])", written) is not None


def _missing_model(text: str, visitor: Visitor) -> str:
    """A model named in the text that no visible instrument has while others of its series are known."""
    match = next((one for one in _MODEL.finditer(text) if one[1].lower() not in _NO_MODEL), None)
    if match is None:
        return ""
    model, series = match[0], match[1]
    visible = Equipment.objects.visible_to(visitor)
    plain = fold(model).replace("-", "")
    near = visible.filter(Q(model__icontains=series) | Q(name__icontains=series)).values_list("model", "name")[:2000]
    written = [fold(f"{one} {name}").replace("-", "") for one, name in near]
    is_series = any(re.search(rf"(?<![a-z]){series.lower()}[0-9]", one) for one in written) or bool(
        vocabulary().kinds_named(series, strictly=True)
    )
    return model if is_series and not any(plain in one for one in written) else ""
