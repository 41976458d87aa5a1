"""UNIQUIP, the form in which British universities publish their equipment: the 21 classic columns.

Source: equipment.data.ac.uk/uniquip. Only what everybody may see goes out, whoever asks: harvesters read the same
file as our own people. `exchange.tables.uniquip` takes such files in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.equipment.querysets import EquipmentQuerySet
from hashiwatashi.organisations.contacts import contact_of
from hashiwatashi.organisations.models import Organisation

HEADINGS = (
    "Type",
    "Name",
    "Description",
    "Related Facility ID",
    "Technique",
    "Location",
    "Contact Name",
    "Contact Telephone",
    "Contact URL",
    "Contact Email",
    "Secondary Contact Name",
    "Secondary Contact Telephone",
    "Secondary Contact URL",
    "Secondary Contact Email",
    "ID",
    "Photo",
    "Department",
    "Site Location",
    "Building",
    "Service Level",
    "Web Address",
)
#: So many rows does a workbook hold that is made while somebody waits.
MOST_XLSX = 20_000
#: Stands between the institution and its department where a file holds several institutions.
WHOSE = ": "


@dataclass(frozen=True, slots=True)
class Addresses:
    """How the site's addresses of a record are made: of its page, and of its first photo or an empty text."""

    page: Callable[[Equipment], str]
    photo: Callable[[Equipment], str]


def published(owner: Organisation | None = None) -> EquipmentQuerySet:
    """The equipment that everybody sees, of one institution or of all."""
    found: EquipmentQuerySet = Equipment.objects.visible_to(AnonymousUser()).not_retired()
    found = found.for_lists().prefetch_related("photos").order_by("owner__name_key", "name", "pk")
    return found if owner is None else found.filter(owner=owner)


def lines(found: EquipmentQuerySet, addresses: Addresses, *, names_owner: bool) -> Iterator[list[str]]:
    """The headings and a row for each record; with ``names_owner`` the department begins with the institution."""
    yield list(HEADINGS)
    for record in found.iterator(chunk_size=1000):
        row = values_of(record, names_owner=names_owner)
        row |= {"Web Address": addresses.page(record), "Photo": addresses.photo(record)}
        yield [row.get(heading, "") for heading in HEADINGS]


def check_size(found: EquipmentQuerySet) -> None:
    """Raises `InvalidInput` for more than a workbook takes that somebody waits for."""
    if found.count() > MOST_XLSX:
        raise InvalidInput(_("This list is too long for one Excel file. Take the CSV file."), field="form")


def values_of(record: Equipment, *, names_owner: bool) -> dict[str, str]:
    """What a record says by heading, in the language of the moment; what is not named stays empty."""
    contact = contact_of(record, record.owner)
    whose = (record.owner.name, record.department) if names_owner else (record.department,)
    return {
        "Type": "equipment",
        "Name": record.name,
        "Description": record.specification,
        "Technique": record.uses,
        "Location": record.place,
        "Contact Name": contact.desk,
        "Contact Telephone": contact.phone,
        "Contact URL": contact.website,
        "Contact Email": contact.mail,
        "ID": str(record.uid),
        "Department": WHOSE.join(part for part in whose if part),
        "Site Location": str(record.prefecture or record.owner.prefecture or ""),
        "Service Level": service_level(record),
    }


def service_level(record: Equipment) -> str:
    """Whether outsiders may use it, and on which terms."""
    return "\n".join(part for part in (record.get_external_use_display(), record.external_use_terms) if part)
