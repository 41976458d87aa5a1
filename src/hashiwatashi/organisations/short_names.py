"""Short names by which people call institutions: 産総研, 東北大."""

from __future__ import annotations

import re

# In common use; universities beside these are called by their name without 学 (東北大).
_USUAL = {
    "産総研": "産業技術総合研究所",
    "理研": "理化学研究所",
    "物材機構": "物質・材料研究機構",
    "農研機構": "農業・食品産業技術総合研究機構",
    "中小機構": "中小企業基盤整備機構",
    "都産技研": "東京都立産業技術研究センター",
    "東大": "東京大学",
    "京大": "京都大学",
    "阪大": "大阪大学",
    "名大": "名古屋大学",
    "九大": "九州大学",
    "北大": "北海道大学",
    "神大": "神戸大学",
    "東工大": "東京工業大学",
    "名工大": "名古屋工業大学",
    "九工大": "九州工業大学",
    "京工繊": "京都工芸繊維大学",
    "農工大": "東京農工大学",
    "阪公大": "大阪公立大学",
    "AIST": "産業技術総合研究所",
    "RIKEN": "理化学研究所",
    "NIMS": "物質・材料研究機構",
    "JST": "科学技術振興機構",
    "NEDO": "新エネルギー・産業技術総合開発機構",
}
_ALONE = r"(?<![一-鿿々A-Za-z])(?:{})(?![一-鿿々A-Za-z])"
_SHORT = re.compile(_ALONE.format("|".join(map(re.escape, _USUAL))))
# What follows in 拡大 or 大型 is no university; whether one is called so is for the catalogue to say.
_UNIVERSITY = re.compile(r"(?<![一-鿿々])([一-鿿]{2,5})大(?![一-鿿々きさ])")


def full_names(text: str) -> dict[str, str]:
    """The short names in a text with the full name each may stand for."""
    found = {match[0]: _USUAL[match[0]] for match in _SHORT.finditer(text)}
    universities = {match[0]: f"{match[1]}大学" for match in _UNIVERSITY.finditer(text)}
    return {**universities, **found}
