"""UNIQUIP files (classic): our own coming back, changed or not, and those of other institutions.

A row whose ID is one of ours is that record; of it only what differs from what we publish is taken, so that an
institution's contact never becomes that of each instrument. All other rows are a list of equipment like any other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hashiwatashi.common.folding import fold
from hashiwatashi.common.texts import unguarded
from hashiwatashi.equipment.enums import ExternalUse
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.exchange.errors import Rejected
from hashiwatashi.exchange.planning import Plan, chunks
from hashiwatashi.exchange.reading.sheet import Column, Row
from hashiwatashi.exchange.tables.base import Scope, understand
from hashiwatashi.exchange.tables.equipment import values
from hashiwatashi.exchange.tables.equipment.prefectures import code_of
from hashiwatashi.exchange.tables.equipment.table import EquipmentTable
from hashiwatashi.exchange.uniquip import values_of

_KINDS = ("", "equipment", "facility")
_LONGEST_NAME = 100
# The fields of equipment by the headings that speak of them; what an own row says of others is not taken.
_TAKEN = {
    "specification": "Description",
    "uses": "Technique",
    "place": "Location",
    "contact_desk": "Contact Name",
    "contact_phone": "Contact Telephone",
    "contact_mail": "Contact Email",
    "department": "Department",
    "prefecture": "Site Location",
    "external_use": "Service Level",
}


class UniquipTable(EquipmentTable):
    """The classic columns; a file does not say whose it is, so the import does."""

    name = "uniquip"
    title = gettext_lazy("Equipment (UNIQUIP)")
    sample: ClassVar = {
        "kind": "equipment",
        "name": "走査電子顕微鏡（架空）",
        "specification": "架空の仕様",
        "number": "K-001",
        "place": "本館2階 204室",
        "department": "材料技術部",
    }
    columns: ClassVar[tuple[Column, ...]] = (
        Column("kind", ("Type",)),
        Column("name", ("Name",)),
        Column("specification", ("Description",)),
        Column("facility", ("Related Facility ID",)),
        Column("uses", ("Technique",)),
        Column("place", ("Location",)),
        Column("contact_desk", ("Contact Name",)),
        Column("contact_phone", ("Contact Telephone",)),
        Column("contact_url", ("Contact URL",)),
        Column("contact_mail", ("Contact Email",)),
        Column("second_desk", ("Secondary Contact Name",)),
        Column("second_phone", ("Secondary Contact Telephone",)),
        Column("second_url", ("Secondary Contact URL",)),
        Column("second_mail", ("Secondary Contact Email",)),
        Column("number", ("ID",)),
        Column("photo", ("Photo",)),
        Column("department", ("Department",)),
        Column("prefecture", ("Site Location",)),
        Column("building", ("Building",)),
        Column("external_use", ("Service Level",)),
        Column("source_url", ("Web Address",)),
        Column("owner", ("Institution", "Institution Name", "機関名")),
    )

    def plan(self, rows: Sequence[Row], scope: Scope) -> Plan:
        stored, facilities = _stored(rows), _facilities(rows)
        early = Plan()

        def read(row: Row) -> Row:
            record = stored.get(row.text("number").lower())
            return _returning(row, record) if record else _foreign(row, facilities)

        plan = super().plan(understand(rows, read, early), scope)
        plan.rejected += early.rejected
        return plan


def _stored(rows: Sequence[Row]) -> dict[str, Equipment]:
    """The records whose identifiers rows bear."""
    wanted = {row.text("number").lower() for row in rows if _is_identifier(row.text("number"))}
    found: dict[str, Equipment] = {}
    for some in chunks(wanted):
        records = Equipment.objects.filter(uid__in=some).for_lists()
        found.update({str(record.uid): record for record in records})
    return found


def _is_identifier(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


def _facilities(rows: Sequence[Row]) -> dict[str, str]:
    """The names of the facilities of a file by their ID."""
    return {
        row.text("number"): row.text("name")
        for row in rows
        if fold(row.text("kind")) == "facility" and row.text("number") and row.text("name")
    }


def _returning(row: Row, record: Equipment) -> Row:
    """What an own row says that we do not publish ourselves, by the fields of equipment."""
    published = _as_published(record)
    said = {"uid": str(record.uid), "name": unguarded(row.text("name")) or record.name}
    for field, heading in _TAKEN.items():
        text = unguarded(row.text(field))
        if row.has(field) and all(fold(text) != fold(one[heading]) for one in published):
            said |= _service(text) if field == "external_use" else {field: text}
    return replace(row, fields=said)


def _as_published(record: Equipment) -> list[dict[str, str]]:
    """The row of a record in each of the ways in which we publish it."""
    found = []
    for language in ("ja", "en"):
        with translation.override(language):
            found += [values_of(record, names_owner=names_owner) for names_owner in (False, True)]
    return found


def _foreign(row: Row, facilities: Mapping[str, str]) -> Row:
    """A row of somebody else's by the fields of equipment. Raises `Rejected`."""
    if fold(row.text("kind")) not in _KINDS:
        raise Rejected("kind", row.text("kind"), _("This must be equipment or facility."))
    if not row.text("name") and not row.text("specification"):
        raise Rejected("name", "", _("At least one of Name and Description is needed."))
    kept = ("owner", "specification", "uses", "number", "contact_desk", "contact_phone", "contact_mail")
    said = {field: row.text(field) for field in kept if row.has(field)}
    said["name"] = row.text("name") or row.text("specification").splitlines()[0][:_LONGEST_NAME]
    said |= _somewhere(row)
    if url := row.text("source_url") or row.text("contact_url"):
        said["source_url"] = url
    house = facilities.get(row.text("facility").split(",")[0].strip(), "")
    if row.text("department") or house:
        said["department"] = row.text("department") or house
    if row.has("external_use"):
        said |= _service(row.text("external_use"))
    return replace(row, fields=said)


def _somewhere(row: Row) -> dict[str, str]:
    """Where it stands: the site may be a prefecture, the location the address of an article about a place."""
    said: dict[str, str] = {}
    site, location = row.text("prefecture"), row.text("place")
    try:
        if code_of("prefecture", site):
            said["prefecture"], site = site, ""
    except Rejected:
        pass  # a campus or a town, which is a part of the place
    parts = [part for part in (site, location, row.text("building")) if part and "://" not in part]
    if parts:
        said["place"] = " ".join(dict.fromkeys(parts))
    return said


def _service(text: str) -> dict[str, str]:
    """Whether outsiders may use it where the text says so in our words; else it is told as the terms."""
    first, _line, rest = text.partition("\n")
    if fold(first) in {fold(label) for label in values.labels_of(ExternalUse)}:
        return {"external_use": first, "external_use_terms": rest.strip()}
    return {"external_use_terms": text} if text else {}
