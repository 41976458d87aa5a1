"""Whether a text holds a name, however it is written there: older characters, marks between, its short core."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import jaconv

from hashiwatashi.common.folding import plain

_LEGAL = (
    "株式会社|有限会社|合同会社|合資会社|合名会社|特定非営利活動法人|(?:一般|公益)?(?:社団|財団)法人|医療法人(?:社団|財団)?"
    "|社会福祉法人|学校法人|宗教法人|農事組合法人|(?:事業)?協同組合|企業組合"
    r"|\((?:株|有|同|資|名|医|福|学|一社|一財|公社|公財|社|財|特非|協|企)\)?|(?:株|有)\)"
    r"|\b(?:company|co\b\.?,? ?ltd|co\b|ltd|inc|corp(?:oration)?|k\.? ?k|llc)\b\.?"
)
_FORM = re.compile(_LEGAL)
# A part of a firm, which many have: alone it is no name.
_BRANCH = re.compile(r"^\S*(?:工場|支店|本店|本社|支社|営業所|事業所|出張所)$")
# What is put in brackets beside a name, such as the place of one of several, is none.
_REMARK = re.compile(r"\([^()]*\)")
_HONORIFIC = "(?:サン|氏|様|サマ|君|殿|社長|会長|専務|常務|部長|課長|係長|工場長|所長|代表|先生)"
#: What stands behind a name that is too short to be looked for alone.
_AFTER = rf"(?:社(?!会|内|外|員)|{_HONORIFIC}|{_LEGAL})"
_BETWEEN = re.compile(r"[\s\-‐・･.=＝_'’\"“”/\u200b-\u200f\u2060\ufeff]+")
_MARKS = r"[\s.・&-]*"
_KANJI, _KATAKANA = "\u3400-\u9fff々", "ァ-ヺー"
# So many characters of a name say whose it is; without kanji fewer would be found inside of other words.
_SHORTEST, _SHORTEST_WITHOUT_KANJI = 2, 4
_VARIANTS = str.maketrans(
    "邊邉髙﨑嵜澤濱齋齊斉廣國櫻眞嶋會學鐵鉃藏惠榮德壽龍瀧寶圓條黑圖彌淺槇顯ヶヵ",
    "辺辺高崎崎沢浜斎斎斎広国桜真島会学鉄鉄蔵恵栄徳寿竜滝宝円条黒図弥浅槙顕ケカ",
)


def cores(name: str) -> Iterator[str]:
    """A firm's name, and what is left of it without its legal form, wherever that stands, and without its branch."""
    yield name
    for part in _FORM.split(_folded(name)):
        words = _REMARK.sub(" ", part).split()
        while words and _BRANCH.match(words[-1]):
            words.pop()
        if words:
            yield " ".join(words).strip(" .,&()")


def surnames(name: str) -> Iterator[str]:
    """What may be the family name of a person whose name is written without a space: found before a title alone."""
    if re.fullmatch(f"[{_KANJI}]{{3,}}", name):
        yield from (name[:length] for length in range(1, min(4, len(name))))


def holds(text: str, name: str) -> bool:
    """Whether a name stands in a text, variants folded; a short one as a word of its own, or before a title."""
    wanted = _joined(name)
    if not wanted:
        return False
    if not wanted.isascii() and len(wanted) >= (_SHORTEST if _has_kanji(wanted) else _SHORTEST_WITHOUT_KANJI):
        return wanted in _joined(text)
    return is_titled(text, name) or bool(_as_a_word(_BETWEEN.sub("", _folded(name))).search(_folded(text)))


def is_titled(text: str, name: str) -> bool:
    """Whether a name stands in a text before a title or beside a legal form."""
    wanted = re.escape(_joined(name))
    before = f"(?<![{_KANJI}])" if _has_kanji(name) else ""
    found = re.search(rf"(?:{before}{wanted}{_AFTER}|(?:{_LEGAL}){wanted}(?![{_KANJI}]))", _joined(text))
    return bool(wanted) and found is not None


def _as_a_word(short: str) -> re.Pattern[str]:
    """Letters with or without marks between them, or katakana, with none of their kind around; never found else."""
    if short.isascii() and short.isalnum() and len(short) > 1:
        return re.compile(rf"(?<![a-z0-9]){_MARKS.join(short)}(?![a-z0-9])")
    if len(short) > 1 and re.fullmatch(f"[{_KATAKANA}]+", short):
        return re.compile(rf"(?<![{_KATAKANA}]){short}(?![{_KATAKANA}])")
    return re.compile("(?!)")


def _has_kanji(text: str) -> bool:
    return re.search(f"[{_KANJI}]", text) is not None


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", plain(text)).lower().translate(_VARIANTS)


def _joined(text: str) -> str:
    return str(jaconv.hira2kata(_BETWEEN.sub("", _folded(text))))
