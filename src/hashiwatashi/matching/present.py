"""What to call a found record and whose it is, for lists in which all kinds stand together."""

from __future__ import annotations

from hashiwatashi.equipment.models import Equipment
from hashiwatashi.funding.models import Call
from hashiwatashi.matching.answers import Found
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Expert


def title_of(record: Found) -> str:
    """Its name or title."""
    if isinstance(record, Expert):
        return str(record)
    return record.name if isinstance(record, Equipment | Organisation) else record.title


def owner_of(record: Found) -> str:
    """The name of the organisation that has it; empty where none is known or may be known."""
    if isinstance(record, Organisation):
        return record.name
    if isinstance(record, Expert):
        return record.organisation.name
    owner = record.funder if isinstance(record, Call) else record.owner
    return owner.name if owner else ""
