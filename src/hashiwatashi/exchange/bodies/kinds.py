"""What a body is, told from its official name and its kind in the corporate number register."""

from __future__ import annotations

import re

from hashiwatashi.areas.prefectures import PREFECTURES
from hashiwatashi.common.folding import name_key
from hashiwatashi.organisations.enums import OrganisationKind

_PREFECTURES = frozenset(row[1] for row in PREFECTURES)
_STATE, _LOCAL = "101", "201"
_COMPANIES = frozenset(("301", "302", "303", "304", "305", "401"))
_MINISTRY = re.compile(r"(?:省|庁|府|院|局|委員会|本部)$")
_MUNICIPALITY = re.compile(r"(?:市|区|町|村)$")
# A school, or a part of one; 大学出版会 and 大学生協 are bodies of their own.
_SCHOOL = re.compile(
    r"(?:大学校?|高等専門学校)(?:$|[\s　]|大学院|附属|.*(?:研究所|研究科|学部|学府|センター|機構|病院)$)"
)
_UNIVERSITY_FORM = re.compile(r"^(?:国立大学法人|公立大学法人|大学共同利用機関法人)")
_INSTITUTE_FORM = re.compile(r"^(?:国立研究開発法人|大学共同利用機関法人)")
_LAB = re.compile(
    r"(?:工業|産業|農業|水産|林業|食品|繊維|窯業)(?:総合)?(?:技術|研究|試験)*(?:総合)?(?:研究|試験)*"
    r"(?:センター|研究所|試験場)(?:$|[\s　])|試験研究センター"
)
_FIRM = re.compile(r"株式会社|有限会社|合同会社|合名会社|合資会社|特例有限会社")


# What lists say a body is.
_SAID = (
    ("公設試", OrganisationKind.PUBLIC_LAB),
    ("TLO", OrganisationKind.TLO),
    ("国立大学", OrganisationKind.UNIVERSITY),
    ("公立大学", OrganisationKind.UNIVERSITY),
    ("私立大学", OrganisationKind.UNIVERSITY),
    ("高等専門学校", OrganisationKind.UNIVERSITY),
    ("公的研究機関", OrganisationKind.NATIONAL_INSTITUTE),
    ("国立研究開発法人", OrganisationKind.NATIONAL_INSTITUTE),
    ("大学共同利用機関", OrganisationKind.NATIONAL_INSTITUTE),
    ("大学", OrganisationKind.UNIVERSITY),
    ("企業", OrganisationKind.FIRM),
)


def kind_of_body(name: str, register: str = "", said: str = "") -> OrganisationKind:
    """The kind by ``register`` (組織種別 of the register: 101 state, 201 local government, 301–305 companies, 401
    foreign, 399 and 499 others), else by what a list ``said`` it is and, where both leave that open, by the name."""
    told = next((kind for word, kind in _SAID if word in said), None)
    if told and not register:
        return told
    if register == _STATE:
        return OrganisationKind.MINISTRY if _MINISTRY.search(name) else OrganisationKind.OTHER
    if register == _LOCAL:
        return _of_local_government(name)
    if register in _COMPANIES:
        return OrganisationKind.FIRM
    found = _by_name(name)
    return found or (OrganisationKind.OTHER if register else _of_local_government(name))


def _of_local_government(name: str) -> OrganisationKind:
    if name in _PREFECTURES:
        return OrganisationKind.PREFECTURE
    return OrganisationKind.MUNICIPALITY if _MUNICIPALITY.search(name) else OrganisationKind.OTHER


def _by_name(name: str) -> OrganisationKind | None:
    # ㈱ and (株) are spelt out in the key.
    if _FIRM.search(name_key(name)):
        return OrganisationKind.FIRM
    patterns = (
        (_INSTITUTE_FORM, OrganisationKind.NATIONAL_INSTITUTE),
        (_UNIVERSITY_FORM, OrganisationKind.UNIVERSITY),
        (_SCHOOL, OrganisationKind.UNIVERSITY),
        (_LAB, OrganisationKind.PUBLIC_LAB),
    )
    return next((kind for pattern, kind in patterns if pattern.search(name)), None)
