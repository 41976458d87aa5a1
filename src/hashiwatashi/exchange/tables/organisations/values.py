"""What a row says of an organisation, field → value of the record."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from hashiwatashi.areas.models import Municipality
from hashiwatashi.common.folding import to_digits
from hashiwatashi.exchange.bodies.kinds import kind_of_body
from hashiwatashi.exchange.errors import Rejected
from hashiwatashi.exchange.reading import amounts, cells, dates
from hashiwatashi.exchange.reading.sheet import Row
from hashiwatashi.exchange.tables.equipment.prefectures import code_of, within
from hashiwatashi.exchange.tables.municipalities import six_digits
from hashiwatashi.organisations.enums import OrganisationKind, OrganisationStatus

_TEXTS = ("name_kana", "name_en", "about", "contact_desk", "contact_phone", "contact_mail")
_KINDS = {str(kind.value): kind for kind in OrganisationKind}
_REGISTER_CODE = re.compile(r"^\d{3}$")
# The register closes a record with 21 (閉鎖), 81 (抹消) or 99 (削除); 22 opens it again.
_REVIVED = "22"
_ABROAD = "99"
_POSTCODE_DIGITS = 7


def own_values(row: Row, municipalities: Mapping[str, Municipality]) -> dict[str, Any]:
    """All fields but number, status and successor. Raises `Rejected`."""
    name = cells.name(row.needed("name"))
    found: dict[str, Any] = {"name": name, "kind": _kind(row, name)}
    found |= {field: row.text(field) for field in _TEXTS if row.has(field)}
    if row.has("employees"):
        found["employees"] = amounts.whole("employees", row.text("employees"))
    if row.has("capital_yen"):
        found["capital_yen"] = amounts.yen("capital_yen", row.text("capital_yen"), row.heading("capital_yen"))
    if row.has("website"):
        found["website"] = cells.address("website", row.text("website"))
    if row.has("postcode"):
        found["postcode"] = _postcode(row.text("postcode"))
    return found | _where(row, municipalities)


def closing(row: Row) -> dict[str, Any]:
    """Status and closing day of a record of the register, successor aside."""
    if not (row.has("process") or row.has("closed_on")):
        return {}
    closed = dates.day("closed_on", row.text("closed_on"))
    if closed is None or row.text("process") == _REVIVED:
        return {"status": OrganisationStatus.ACTIVE, "closed_on": None}
    return {"status": OrganisationStatus.CLOSED, "closed_on": closed}


def _postcode(text: str) -> str:
    """Seven digits. Raises `Rejected` for fewer: a spreadsheet that took the code for a number lost its zeros."""
    digits = to_digits(text)
    if digits and len(digits) != _POSTCODE_DIGITS:
        raise Rejected("postcode", text, _("A postcode has seven digits; leading zeros may have been lost."))
    return digits


def _kind(row: Row, name: str) -> OrganisationKind:
    said = row.text("kind")
    if said.lower() in _KINDS:
        return _KINDS[said.lower()]
    return kind_of_body(name, said if _REGISTER_CODE.match(said) else "")


def _where(row: Row, municipalities: Mapping[str, Municipality]) -> dict[str, Any]:
    """Prefecture, municipality and address; an organisation abroad has none of the first two."""
    found: dict[str, Any] = {}
    parts = [row.text(field) for field in ("prefecture", "city", "street")]
    address = row.text("address") or "".join(parts) or row.text("address_outside")
    if address or row.has("address") or row.has("street"):
        found["address"] = address
    code = _inland(row.text("prefecture_code")) or code_of("prefecture", row.text("prefecture")) or within(address)
    if code:
        found["prefecture_id"] = code
        five = code + row.text("city_code")
        if len(five) == 5 and six_digits(five) in municipalities:
            found["municipality"] = municipalities[six_digits(five)]
    return found


def _inland(code: str) -> str | None:
    """A prefecture's code with its leading zero; None for the register's 99, an address abroad. Raises `Rejected`."""
    if not code or code == _ABROAD:
        return None
    if code.isdecimal() and 1 <= int(code) <= 47:
        return code.zfill(2)
    raise Rejected("prefecture_code", code, _("There is no prefecture with this code."))
